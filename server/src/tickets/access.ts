import type { Db } from '../db/index.ts'
import type { AttachmentRow, FollowUpRow, TicketRow } from '../db/schema.ts'
import { forbidden, notFound } from '../lib/errors.ts'
import { type Asking, mayInQueue, type Seen, type Writable } from '../queues/access.ts'
import { findAttachment } from './attachments/queries.ts'
import { findFollowUp } from './follow-ups/queries.ts'
import { findTicket } from './queries.ts'

export type { Asking }

/** The ticket if it exists and they may see it. Whoever may not is told that there is none. */
export async function visibleTicket(asking: Asking, id: number): Promise<Seen<TicketRow>> {
  return visible(asking, await ticketAt(asking.ctx.db, id), 'Ticket')
}

/** The same if they may change it, and what hangs on it; a 403 if they may only look. */
export async function writableTicket(asking: Asking, id: number): Promise<Writable<TicketRow>> {
  return writable(asking, await ticketAt(asking.ctx.db, id), 'Ticket')
}

/** Whether there is such a ticket for whoever asks. */
export async function ticketExists(id: number, asking: Asking): Promise<boolean> {
  return isVisible(asking, await ticketAt(asking.ctx.db, id))
}

/** The follow-up if they may see its ticket. */
export async function visibleFollowUp(asking: Asking, id: number): Promise<Seen<FollowUpRow>> {
  return visible(asking, await followUpAt(asking.ctx.db, id), 'FollowUp')
}

/** The same if they may change it. */
export async function writableFollowUp(asking: Asking, id: number): Promise<Writable<FollowUpRow>> {
  return writable(asking, await followUpAt(asking.ctx.db, id), 'FollowUp')
}

/** Whether there is such a follow-up for whoever asks. */
export async function followUpExists(id: number, asking: Asking): Promise<boolean> {
  return isVisible(asking, await followUpAt(asking.ctx.db, id))
}

/** The file if they may see the ticket that it belongs to. */
export async function visibleAttachment(asking: Asking, id: number): Promise<Seen<AttachmentRow>> {
  return visible(asking, await attachmentAt(asking.ctx.db, id), 'FollowUpAttachment')
}

/** The same if they may change it. */
export async function writableAttachment(
  asking: Asking,
  id: number,
): Promise<Writable<AttachmentRow>> {
  return writable(asking, await attachmentAt(asking.ctx.db, id), 'FollowUpAttachment')
}

/** A row, with the ticket that decides about it. */
type Found<Row> = { row: Row; ticket: TicketRow } | undefined

async function ticketAt(db: Db, id: number): Promise<Found<TicketRow>> {
  const ticket = await findTicket(db, id)
  return ticket && { row: ticket, ticket }
}

async function followUpAt(db: Db, id: number): Promise<Found<FollowUpRow>> {
  const row = await findFollowUp(db, id)
  const ticket = row && (await findTicket(db, row.ticket_id))
  return ticket && { row, ticket }
}

async function attachmentAt(db: Db, id: number): Promise<Found<AttachmentRow>> {
  const row = await findAttachment(db, id)
  const found = row && (await followUpAt(db, row.followup_id))
  return found && { row, ticket: found.ticket }
}

async function isVisible<Row>(asking: Asking, found: Found<Row>): Promise<boolean> {
  return found !== undefined && mayInQueue(asking, found.ticket.queue_id)
}

async function visible<Row>(asking: Asking, found: Found<Row>, what: string) {
  if (!found || !(await isVisible(asking, found))) throw notFound(what)
  return found.row as Seen<Row>
}

/** Whoever may change it may see it: that is asked only to tell apart why they may not. */
async function writable<Row>(asking: Asking, found: Found<Row>, what: string) {
  if (found && (await mayInQueue(asking, found.ticket.queue_id, 'reply'))) {
    return found.row as Writable<Row>
  }
  await visible(asking, found, what)
  throw forbidden()
}
