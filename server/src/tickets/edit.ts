import type { Context } from '../context.ts'
import { type CustomField, saveChangedValues } from '../custom-fields/queries.ts'
import { inTransaction } from '../db/index.ts'
import type { TicketRow } from '../db/schema.ts'
import { notFound } from '../lib/errors.ts'
import { toStored } from '../lib/time.ts'
import type { Given } from './new-ticket.ts'

/** Changes a ticket's own fields. As in the reference that tells nobody, and leaves no follow-up. */
export async function editTicket(
  ctx: Context,
  ticketId: number,
  given: Given,
  custom: CustomField[],
): Promise<TicketRow> {
  return inTransaction(ctx.db, async (tx) => {
    const ticket = await tx
      .updateTable('ticket')
      .set({ ...columnsOf(given), modified: toStored(ctx.now()) })
      .where('id', '=', ticketId)
      .returningAll()
      .executeTakeFirst()
    if (!ticket) throw notFound('Ticket')
    await saveChangedValues(tx, { ticketId, custom, values: given })
    return ticket
  })
}

const COLUMNS = {
  queue: 'queue_id',
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

const columnsOf = (given: Given) =>
  Object.fromEntries(
    Object.entries(COLUMNS).flatMap(([name, column]) => {
      const value = given[name as keyof typeof COLUMNS]
      return value === undefined ? [] : [[column, value]]
    }),
  )
