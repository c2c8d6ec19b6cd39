import type { Context } from '../context.ts'
import type { AttachmentRow, FollowUpRow, TicketRow } from '../db/schema.ts'
import { forbidden, notFound } from '../lib/errors.ts'
import { includes, visibleQueues } from '../queues/access.ts'
import type { Actor } from '../users/queries.ts'
import { findAttachment } from './attachments/queries.ts'
import { findFollowUp } from './follow-ups/queries.ts'
import { findTicket } from './queries.ts'

/** Who asks, and where the answer is looked up: what reading a reference takes. */
export interface Asking {
  ctx: Context
  actor: Actor
}

/** The ticket if it exists and `actor` may see it. Whoever may not is told that there is none. */
export async function visibleTicket({ ctx, actor }: Asking, id: number): Promise<TicketRow> {
  const ticket = await findTicket(ctx.db, id)
  if (!ticket || !(await maySeeQueue({ ctx, actor }, ticket.queue_id))) throw notFound('Ticket')
  return ticket
}

/** The ticket, if `actor` may change what hangs on it. Whoever may only see it is refused. */
export async function writableTicket({ ctx, actor }: Asking, id: number): Promise<TicketRow> {
  const ticket = await visibleTicket({ ctx, actor }, id)
  const queues = await visibleQueues(ctx, actor, 'reply')
  if (!includes(queues, ticket.queue_id)) throw forbidden()
  return ticket
}

export async function maySeeQueue({ ctx, actor }: Asking, queueId: number): Promise<boolean> {
  return includes(await visibleQueues(ctx, actor), queueId)
}

/** Whether there is such a ticket for whoever asks. */
export async function ticketExists(id: number, asking: Asking): Promise<boolean> {
  const ticket = await findTicket(asking.ctx.db, id)
  return ticket !== undefined && maySeeQueue(asking, ticket.queue_id)
}

/** Whether there is such a follow-up for whoever asks. */
export async function followUpExists(id: number, asking: Asking): Promise<boolean> {
  const followUp = await findFollowUp(asking.ctx.db, id)
  return followUp !== undefined && ticketExists(followUp.ticket_id, asking)
}

export async function visibleFollowUp(asking: Asking, id: number): Promise<FollowUpRow> {
  const followUp = await findFollowUp(asking.ctx.db, id)
  if (!followUp || !(await ticketExists(followUp.ticket_id, asking))) throw notFound('FollowUp')
  return followUp
}

export async function visibleAttachment(asking: Asking, id: number): Promise<AttachmentRow> {
  const attachment = await findAttachment(asking.ctx.db, id)
  if (!attachment || !(await followUpExists(attachment.followup_id, asking))) {
    throw notFound('FollowUpAttachment')
  }
  return attachment
}
