import { z } from 'zod'
import { type By, COMMAND_LINE, recordChange } from '../audit/record.ts'
import type { Context } from '../context.ts'
import { type Db, inTransaction } from '../db/index.ts'
import { checked } from '../lib/checked.ts'
import { AppError } from '../lib/errors.ts'
import { line } from '../lib/inputs.ts'
import { userIdOf } from './find.ts'
import { addToken } from './make-token.ts'

const NewToken = z.object({
  username: z.string(),
  name: line(100),
  scope: z.enum(['read', 'write', 'admin']).default('admin'),
})

/** A new API key for this user, made on the command line under a name to know it by. The key is told this once. */
export async function issueToken(ctx: Context, input: z.input<typeof NewToken>) {
  const { username, name, scope } = checked(NewToken, input)
  const userId = await userIdOf(ctx.db, username)
  const { id, key } = await inTransaction(ctx.db, (tx) =>
    addToken(tx, COMMAND_LINE, { userId, name, scope, expires: null, now: ctx.now() }),
  )
  return { id, username, name, scope, key }
}

/** The API tokens of everybody, or of one user: their keys cannot be told. */
export async function listTokens(db: Db, username?: string) {
  const userId = username === undefined ? null : await userIdOf(db, username)
  return db
    .selectFrom('token')
    .innerJoin('user', 'user.id', 'token.user_id')
    .select(['token.id', 'user.username', 'token.name', 'token.scope', 'token.created'])
    .select(['token.expires', 'token.last_used'])
    .$if(userId !== null, (query) => query.where('token.user_id', '=', userId))
    .orderBy('token.id')
    .execute()
}

/** Ends an API token at once. Says whose it was. */
export async function revokeToken(ctx: Context, id: number, by: By = COMMAND_LINE) {
  return inTransaction(ctx.db, async (tx) => {
    const token = await tx
      .selectFrom('token')
      .innerJoin('user', 'user.id', 'token.user_id')
      .select(['token.id', 'user.username', 'token.name'])
      .where('token.id', '=', id)
      .executeTakeFirst()
    const { numDeletedRows } = await tx
      .deleteFrom('token')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    // Of two who end it at once only one does.
    if (!token || Number(numDeletedRows) === 0) throw noSuchToken(id)
    const { username, name } = token
    const change = { action: 'deleted', kind: 'token', id, label: name, before: { username } }
    await recordChange(tx, by, { ...change, now: ctx.now() })
    return token
  })
}

const noSuchToken = (id: number) =>
  new AppError('not_found', `There is no token with the number ${id}.`)
