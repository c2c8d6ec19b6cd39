import { COMMAND_LINE } from '../audit/record.ts'
import type { Context } from '../context.ts'
import { inTransaction, type Tx } from '../db/index.ts'
import type { Level } from '../db/schema.ts'
import { AppError } from '../lib/errors.ts'
import { noSuchUser } from '../users/find.ts'
import { type Person, personToChange, recordPerson } from '../users/record.ts'

/** Which queue, by its slug, and who, by the name they sign in with. */
export interface Grant {
  queue: string
  username: string
  /** What they may do there: all of it, unless it is said. */
  level?: Level
}

/**
 * Gives a queue to somebody who works here, where permission by queue is switched on: to view, to reply
 * or to manage it. Says whether that changed anything.
 */
export async function grantQueue(
  ctx: Context,
  { level = 'manage', ...grant }: Grant,
): Promise<boolean> {
  return inTransaction(ctx.db, async (tx) => {
    const { queue_id, user } = await idsOf(tx, grant)
    if (!user.is_staff) throw new AppError('invalid', `"${grant.username}" does not work here.`)
    const before = await personToChange(tx, user.id)
    const row = await tx
      .insertInto('queue_permission')
      .values({ queue_id, user_id: user.id, level })
      .onConflict((conflict) =>
        conflict
          .columns(['user_id', 'queue_id'])
          .doUpdateSet({ level })
          .where('queue_permission.level', '!=', level),
      )
      .returning('queue_id')
      .executeTakeFirst()
    if (row) await note(ctx, tx, before)
    return row !== undefined
  })
}

/** Takes a queue back from somebody: they lose it with the next request. Says whether they had it. */
export async function revokeQueue(ctx: Context, grant: Grant): Promise<boolean> {
  return inTransaction(ctx.db, async (tx) => {
    const { queue_id, user } = await idsOf(tx, grant)
    const before = await personToChange(tx, user.id)
    const { numDeletedRows } = await tx
      .deleteFrom('queue_permission')
      .where('queue_id', '=', queue_id)
      .where('user_id', '=', user.id)
      .executeTakeFirstOrThrow()
    if (numDeletedRows > 0) await note(ctx, tx, before)
    return numDeletedRows > 0
  })
}

/** As where an admin does it: it is the person that changes. */
async function note(ctx: Context, tx: Tx, before: Person) {
  const after = await personToChange(tx, before.id)
  await recordPerson(ctx, tx, { by: COMMAND_LINE, action: 'edited', before, after })
}

async function idsOf(tx: Tx, { queue, username }: Grant) {
  const found = await tx
    .selectFrom('queue')
    .select('id')
    .where('slug', '=', queue)
    .executeTakeFirst()
  if (!found) throw new AppError('not_found', `There is no queue "${queue}".`)
  const user = await tx
    .selectFrom('user')
    .select(['id', 'is_staff'])
    .where('username', '=', username)
    .executeTakeFirst()
  if (!user) throw noSuchUser(username)
  return { queue_id: found.id, user }
}
