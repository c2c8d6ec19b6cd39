import { changesBetween, recordChange } from '../audit/record.ts'
import type { Context } from '../context.ts'
import { type Db, inTransaction, type Tx } from '../db/index.ts'
import { toBeChanged } from '../db/locks.ts'
import type { UserRow } from '../db/schema.ts'
import type { ParsedValues } from '../http/fields/parse.ts'
import { invalid, unauthenticated } from '../lib/errors.ts'
import { ME_COLUMNS, type MeFields } from './person-schema.ts'
import type { Actor } from './queries.ts'

type Given = ParsedValues<typeof MeFields>

const ofActor = (db: Db | Tx, { id }: Actor) =>
  db.selectFrom('user').select(ME_COLUMNS).where('id', '=', id)

/** What somebody may know of themselves. */
export async function findMe(db: Db, actor: Actor) {
  const row = await ofActor(db, actor).executeTakeFirst()
  if (!row) throw unauthenticated('User inactive or deleted.')
  return row
}

/** Changes what somebody says of themselves, and how they like to work. */
export async function changeMe(ctx: Context, actor: Actor, given: Given): Promise<void> {
  await inTransaction(ctx.db, async (tx) => {
    const before = await toBeChanged(tx, ofActor(tx, actor)).executeTakeFirst()
    if (!before) throw unauthenticated('User inactive or deleted.')
    if (given.email !== undefined && given.email !== before.email) refuseAddress(ctx, actor)
    if (Object.keys(given).length === 0) return
    const after = await tx
      .updateTable('user')
      // None of these fields takes null.
      .set(given as Partial<Pick<UserRow, 'email'>>)
      .where('id', '=', actor.id)
      .returning(ME_COLUMNS)
      .executeTakeFirstOrThrow()
    if (Object.keys(changesBetween(before, after)).length === 0) return
    const what = { action: 'edited', kind: 'user', id: actor.id, label: before.username }
    await recordChange(tx, actor, { ...what, before, after, now: ctx.now() })
  })
}

/** Whose address it is may read its tickets: nobody takes that of somebody else. */
export function refuseAddress({ config }: Context, { isStaff, isSuperuser }: Actor) {
  if (isSuperuser || (isStaff && !config.queuePermissions)) return
  throw invalid({ email: ['Ask an admin for it: tickets are found by this address.'] })
}
