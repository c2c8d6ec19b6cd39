import { type CustomField, saveChangedValues } from '../custom-fields/queries.ts'
import { inTransaction } from '../db/index.ts'
import type { TicketRow } from '../db/schema.ts'
import { toStored } from '../lib/time.ts'
import {
  type Asking,
  justWritten,
  type Workable,
  workableQueue,
  type Writable,
} from '../queues/access.ts'
import { lockTicket, within } from './locked.ts'
import type { Given } from './new-ticket.ts'

/** What is to change of a ticket. Where it is moved to, they may work as well. */
export type TicketChanges = Omit<Given, 'queue'> & { queue?: Workable }

/** Changes a ticket's own fields. As in the reference that tells nobody, and leaves no follow-up. */
export async function editTicket(
  asking: Asking,
  { id: ticketId }: Writable<TicketRow>,
  given: TicketChanges,
  custom: CustomField[],
): Promise<Writable<TicketRow>> {
  const { ctx } = asking
  return inTransaction(ctx.db, async (tx) => {
    const { id } = await lockTicket(tx, ticketId, asking)
    if (given.queue) await workableQueue(within(tx, asking), given.queue.id)
    const ticket = await tx
      .updateTable('ticket')
      .set({ ...columnsOf(given), modified: toStored(ctx.now()) })
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow()
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
