import type { Context } from '../context.ts'
import { type CustomField, saveChangedValues } from '../custom-fields/queries.ts'
import { inTransaction } from '../db/index.ts'
import type { TicketRow } from '../db/schema.ts'
import { notFound } from '../lib/errors.ts'
import { toStored } from '../lib/time.ts'
import { justWritten, type Workable, type Writable } from '../queues/access.ts'
import type { Given } from './new-ticket.ts'

/** What is to change of a ticket. Where it is moved to, they may work as well. */
export type TicketChanges = Omit<Given, 'queue'> & { queue?: Workable }

/** Changes a ticket's own fields. As in the reference that tells nobody, and leaves no follow-up. */
export async function editTicket(
  ctx: Context,
  { id: ticketId }: Writable<TicketRow>,
  given: TicketChanges,
  custom: CustomField[],
): Promise<Writable<TicketRow>> {
  return inTransaction(ctx.db, async (tx) => {
    const ticket = await tx
      .updateTable('ticket')
      .set({ ...columnsOf(given), modified: toStored(ctx.now()) })
      .where('id', '=', ticketId)
      .returningAll()
      .executeTakeFirst()
    if (!ticket) throw notFound('Ticket')
    await saveChangedValues(tx, { ticketId, custom, values: given })
    return justWritten(ticket)
  })
}

const COLUMNS = {
  title: 'title',
  description: 'description',
  resolution: 'resolution',
  submitter_email: 'submitter_email',
  assigned_to: 'assigned_to_id',
  status: 'status',
  on_hold: 'on_hold',
  priority: 'priority',
  due_date: 'due_date',
  merged_to: 'merged_to_id',
} as const

function columnsOf({ queue, ...given }: TicketChanges) {
  const columns = Object.entries(COLUMNS).flatMap(([name, column]) => {
    const value = given[name as keyof typeof COLUMNS]
    return value === undefined ? [] : [[column, value]]
  })
  return { ...Object.fromEntries(columns), ...(queue ? { queue_id: queue.id } : {}) }
}
