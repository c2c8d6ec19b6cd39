import type { Context } from '../../context.ts'
import { inTransaction } from '../../db/index.ts'
import { enqueue } from '../../jobs/queue.ts'

/** Deletes a follow-up with its files. The ticket stays as it is. */
export async function deleteFollowUp(ctx: Context, id: number): Promise<void> {
  await inTransaction(ctx.db, async (tx) => {
    const files = await tx
      .selectFrom('attachment')
      .select('key')
      .where('followup_id', '=', id)
      .execute()
    await tx.deleteFrom('followup').where('id', '=', id).execute()
    if (files.length > 0) await enqueue(tx, 'files.remove', { keys: files.map(({ key }) => key) })
  })
}
