import { inTransaction } from '../../db/index.ts'
import type { AttachmentRow } from '../../db/schema.ts'
import { enqueue } from '../../jobs/queue.ts'
import type { Asking, Writable } from '../../queues/access.ts'
import { lockAttachment } from './lock.ts'

/** Deletes a file: its row now, its bytes once that has been committed. */
export async function deleteAttachment(
  asking: Asking,
  { id }: Writable<AttachmentRow>,
): Promise<void> {
  await inTransaction(asking.ctx.db, async (tx) => {
    await lockAttachment(tx, asking, { id })
    const rows = await tx.deleteFrom('attachment').where('id', '=', id).returning('key').execute()
    if (rows.length > 0) await enqueue(tx, 'files.remove', { keys: rows.map(({ key }) => key) })
  })
}
