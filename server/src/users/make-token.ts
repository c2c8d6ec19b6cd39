import { type By, recordChange } from '../audit/record.ts'
import type { Context } from '../context.ts'
import { inTransaction, type Tx } from '../db/index.ts'
import type { Scope } from '../db/people-tables.ts'
import type { ParsedValues } from '../http/fields/parse.ts'
import { conflict, forbidden, invalid } from '../lib/errors.ts'
import { toStored } from '../lib/time.ts'
import { createToken, type NewToken } from './create.ts'
import { noSuch } from './grants.ts'
import type { Actor } from './queries.ts'
import type { TokenFields } from './token-schema.ts'

const MOST_TOKENS = 100

/** Makes an API token, for whoever asks; admins make them for others, too. Its key is told this once. */
export async function makeToken(
  ctx: Context,
  actor: Actor,
  { name, scope, expires, user }: ParsedValues<typeof TokenFields>,
): Promise<{ id: number; key: string }> {
  // Or the other one could do more than this, or for longer.
  if (actor.limits) throw forbidden('A token with limits makes no other one.')
  const userId = user ?? actor.id
  if (userId !== actor.id && !actor.isSuperuser) throw invalid({ user: [noSuch(userId)] })
  const now = ctx.now()
  if (expires && expires <= toStored(now)) {
    throw invalid({ expires: ['This has to be in the future.'] })
  }
  const limits = { scope: (scope || 'admin') as Scope, expires: expires ?? null }
  return inTransaction(ctx.db, async (tx) => {
    const tokens = tx.selectFrom('token').select('id').where('user_id', '=', userId)
    if ((await tokens.execute()).length >= MOST_TOKENS) {
      throw conflict(`Nobody has more than ${MOST_TOKENS} tokens: delete one that is not used.`)
    }
    return addToken(tx, actor, { userId, name: name!, ...limits, now })
  })
}

/** Adds an API token, and notes who did. Its key is told this once. */
export async function addToken(
  tx: Tx,
  by: By,
  { now, ...token }: Required<NewToken> & { now: Date },
): Promise<{ id: number; key: string }> {
  const made = await createToken(tx, { ...token, now })
  const { userId: user, name, ...limits } = token
  const change = { action: 'created', kind: 'token', id: made.id, label: name }
  await recordChange(tx, by, { ...change, after: { user, name, ...limits }, now })
  return made
}
