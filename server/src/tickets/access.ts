import type { AttachmentRow, FollowUpRow, TicketRow } from '../db/schema.ts'
import { forbidden, notFound } from '../lib/errors.ts'
import { type Asking, mayInQueue, type Seen, type Writable } from '../queues/access.ts'
import { findAttachment } from './attachments/queries.ts'
import { findFollowUp } from './follow-ups/queries.ts'
import { findTicket } from './queries.ts'

export type { Asking }

/** The ticket if it exists and they may see it. Whoever may not is told that there is none. */
export async function visibleTicket(asking: Asking, id: number): Promise<Seen<TicketRow>> {
  const ticket = await seenTicket(asking, id)
  if (!ticket) throw notFound('Ticket')
  return ticket
}

/** The same if they may change it, and what hangs on it; a 403 if they may only look. */
export async function writableTicket(asking: Asking, id: number): Promise<Writable<TicketRow>> {
  const ticket = await visibleTicket(asking, id)
  return writableIn(asking, ticket, ticket)
}

/** Whether there is such a ticket for whoever asks. */
export async function ticketExists(id: number, asking: Asking): Promise<boolean> {
  return (await seenTicket(asking, id)) !== undefined
}

/** The follow-up if they may see its ticket. */
export async function visibleFollowUp(asking: Asking, id: number): Promise<Seen<FollowUpRow>> {
  return (await followUpInTicket(asking, id)).followUp
}

/** The same if they may change it. */
export async function writableFollowUp(asking: Asking, id: number): Promise<Writable<FollowUpRow>> {
  const { followUp, ticket } = await followUpInTicket(asking, id)
  return writableIn(asking, ticket, followUp)
}

/** Whether there is such a follow-up for whoever asks. */
export async function followUpExists(id: number, asking: Asking): Promise<boolean> {
  return (await seenFollowUp(asking, id)) !== undefined
}

/** The file if they may see the ticket that it belongs to. */
export async function visibleAttachment(asking: Asking, id: number): Promise<Seen<AttachmentRow>> {
  return (await attachmentInTicket(asking, id)).attachment
}

/** The same if they may change it. */
export async function writableAttachment(
  asking: Asking,
  id: number,
): Promise<Writable<AttachmentRow>> {
  const { attachment, ticket } = await attachmentInTicket(asking, id)
  return writableIn(asking, ticket, attachment)
}

async function seenTicket(asking: Asking, id: number) {
  const ticket = await findTicket(asking.ctx.db, id)
  if (!ticket || !(await mayInQueue(asking, ticket.queue_id))) return undefined
  return ticket as Seen<TicketRow>
}

async function seenFollowUp(asking: Asking, id: number) {
  const followUp = await findFollowUp(asking.ctx.db, id)
  const ticket = followUp && (await seenTicket(asking, followUp.ticket_id))
  return ticket && { followUp: followUp as Seen<FollowUpRow>, ticket }
}

async function followUpInTicket(asking: Asking, id: number) {
  const found = await seenFollowUp(asking, id)
  if (!found) throw notFound('FollowUp')
  return found
}

async function attachmentInTicket(asking: Asking, id: number) {
  const attachment = await findAttachment(asking.ctx.db, id)
  const found = attachment && (await seenFollowUp(asking, attachment.followup_id))
  if (!found) throw notFound('FollowUpAttachment')
  return { attachment: attachment as Seen<AttachmentRow>, ticket: found.ticket }
}

async function writableIn<Row>(asking: Asking, { queue_id }: TicketRow, row: Seen<Row>) {
  if (!(await mayInQueue(asking, queue_id, 'reply'))) throw forbidden()
  return row as Writable<Row>
}
