import type { Context } from '../context.ts'
import { inTransaction } from '../db/index.ts'
import { toBeDeleted } from '../db/locks.ts'
import type { TicketRow } from '../db/schema.ts'
import { enqueue } from '../jobs/queue.ts'
import type { Writable } from '../queues/access.ts'
import { filesOfFollowUps } from './attachments/queries.ts'

/**
 * Deletes a ticket and all that hangs on it. Tickets that were merged into it stay, and point to
 * nothing. Its files go once that has been committed.
 */
export async function deleteTicket(
  ctx: Context,
  { id: ticketId }: Writable<TicketRow>,
): Promise<void> {
  await inTransaction(ctx.db, async (tx) => {
    // Nothing is added below it from here on, so that no file is left behind.
    const ticket = tx.selectFrom('ticket').select('id').where('id', '=', ticketId)
    await toBeDeleted(tx, ticket).execute()
    const followUps = tx.selectFrom('followup').select('id').where('ticket_id', '=', ticketId)
    const ids = (await toBeDeleted(tx, followUps).execute()).map(({ id }) => id)
    const files = await filesOfFollowUps(tx, ids)
    await tx.deleteFrom('ticket').where('id', '=', ticketId).execute()
    if (files.length > 0) await enqueue(tx, 'files.remove', { keys: files.map(({ key }) => key) })
  })
}
