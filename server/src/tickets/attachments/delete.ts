import type { Context } from '../../context.ts'
import { inTransaction } from '../../db/index.ts'
import type { AttachmentRow } from '../../db/schema.ts'
import { enqueue } from '../../jobs/queue.ts'
import type { Writable } from '../../queues/access.ts'

/** Deletes a file: its row now, its bytes once that has been committed. */
export async function deleteAttachment(
  ctx: Context,
  { id }: Writable<AttachmentRow>,
): Promise<void> {
  await inTransaction(ctx.db, async (tx) => {
    const rows = await tx.deleteFrom('attachment').where('id', '=', id).returning('key').execute()
    if (rows.length > 0) await enqueue(tx, 'files.remove', { keys: rows.map(({ key }) => key) })
  })
}
