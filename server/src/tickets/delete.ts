import { inTransaction, type Tx } from '../db/index.ts'
import { toBeDeleted } from '../db/locks.ts'
import type { TicketRow } from '../db/schema.ts'
import { enqueue } from '../jobs/queue.ts'
import type { Asking, Writable } from '../queues/access.ts'
import { filesOfFollowUps } from './attachments/queries.ts'
import { lockTicket } from './locked.ts'

/** Deletes a ticket and all that hangs on it. Its files go once that has been committed. */
export async function deleteTicket(asking: Asking, { id }: Writable<TicketRow>): Promise<void> {
  await inTransaction(asking.ctx.db, async (tx) => {
    // Nothing is added below it from here on, so that no file is left behind.
    await deleteIn(tx, [await lockTicket(tx, id, asking, toBeDeleted)])
  })
}

/**
 * Deletes tickets that were locked to be deleted. Others that were merged into one of them stay, and
 * point to nothing.
 */
export async function deleteIn(tx: Tx, tickets: Writable<TicketRow>[]): Promise<void> {
  const ticketIds = tickets.map(({ id }) => id)
  const followUps = tx.selectFrom('followup').select('id').where('ticket_id', 'in', ticketIds)
  const ids = (await toBeDeleted(tx, followUps).execute()).map(({ id }) => id)
  const files = await filesOfFollowUps(tx, ids)
  await tx.deleteFrom('ticket').where('id', 'in', ticketIds).execute()
  if (files.length > 0) await enqueue(tx, 'files.remove', { keys: files.map(({ key }) => key) })
}
