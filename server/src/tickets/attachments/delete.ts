import type { Context } from '../../context.ts'
import { inTransaction } from '../../db/index.ts'
import { enqueue } from '../../jobs/queue.ts'
import type { AttachmentRow } from './queries.ts'

/** Deletes a file: its row now, its bytes once that has been committed. */
export async function deleteAttachment(
  ctx: Context,
  { id, key }: Pick<AttachmentRow, 'id' | 'key'>,
): Promise<void> {
  await inTransaction(ctx.db, async (tx) => {
    await tx.deleteFrom('attachment').where('id', '=', id).execute()
    await enqueue(tx, 'files.remove', { keys: [key] })
  })
}
