import type { Context } from '../context.ts'
import { inTransaction } from '../db/index.ts'
import { enqueue } from '../jobs/queue.ts'

/**
 * Deletes a ticket and all that hangs on it. Tickets that were merged into it stay, and point to
 * nothing. Its files go once that has been committed.
 */
export async function deleteTicket(ctx: Context, ticketId: number): Promise<void> {
  await inTransaction(ctx.db, async (tx) => {
    const files = await tx
      .selectFrom('attachment')
      .innerJoin('followup', 'followup.id', 'attachment.followup_id')
      .select('attachment.key')
      .where('followup.ticket_id', '=', ticketId)
      .execute()
    await tx.deleteFrom('ticket').where('id', '=', ticketId).execute()
    if (files.length > 0) await enqueue(tx, 'files.remove', { keys: files.map(({ key }) => key) })
  })
}
