import { COMMAND_LINE } from '../audit/record.ts'
import type { Context } from '../context.ts'
import { inTransaction, isDuplicate } from '../db/index.ts'
import { toBeChanged } from '../db/locks.ts'
import { AppError } from '../lib/errors.ts'
import { slugTaken } from './create.ts'
import { type QueueChanges, readQueueChanges } from './input.ts'
import { recordQueue } from './record.ts'

/**
 * Changes what is given of a queue from the command line. A new slug renames its tickets: "support-12"
 * becomes "help-12".
 */
export async function editQueue(ctx: Context, slug: string, input: QueueChanges) {
  const changes = await readQueueChanges(ctx.db, input)
  if (Object.values(changes).every((value) => value === undefined)) {
    throw new AppError('invalid', 'Nothing was given to change.')
  }
  return inTransaction(ctx.db, async (tx) => {
    const found = tx.selectFrom('queue').selectAll().where('slug', '=', slug)
    const before = await toBeChanged(tx, found).executeTakeFirst()
    if (!before) throw new AppError('not_found', `There is no queue "${slug}".`)
    const after = await tx
      .updateTable('queue')
      .set(changes)
      .where('id', '=', before.id)
      .returningAll()
      .executeTakeFirstOrThrow()
    const what = { action: 'edited', queue: after, before, after }
    await recordQueue(ctx, tx, { by: COMMAND_LINE, ...what })
    return after
  }).catch((error: unknown) => Promise.reject(isDuplicate(error) ? slugTaken() : error))
}
