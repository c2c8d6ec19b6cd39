import type { Context } from '../context.ts'
import { isDuplicate } from '../db/index.ts'
import { AppError } from '../lib/errors.ts'
import { slugTaken } from './create.ts'
import { type QueueChanges, readQueueChanges } from './input.ts'

/** Changes what is given of a queue. A new slug renames its tickets: "support-12" becomes "help-12". */
export async function editQueue(ctx: Context, slug: string, input: QueueChanges) {
  const changes = await readQueueChanges(ctx.db, input)
  if (Object.values(changes).every((value) => value === undefined)) {
    throw new AppError('invalid', 'Nothing was given to change.')
  }
  const wanted = changes.slug ?? slug
  const row = await ctx.db
    .updateTable('queue')
    .set(changes)
    .where('slug', '=', slug)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('queue as other')
            .select('other.id')
            .where('other.slug', '=', wanted)
            .whereRef('other.id', '!=', 'queue.id'),
        ),
      ),
    )
    .returningAll()
    .executeTakeFirst()
    // Somebody may be giving it to another queue at the same moment.
    .catch((error: unknown) => Promise.reject(isDuplicate(error) ? slugTaken() : error))
  if (row) return row
  const found = await ctx.db.selectFrom('queue').select('id').where('slug', '=', slug).execute()
  if (found.length === 0) throw new AppError('not_found', `There is no queue "${slug}".`)
  throw slugTaken()
}
