import type { PresetReplyRow } from '../db/list-tables.ts'
import { notFound } from '../lib/errors.ts'
import { rowsOf } from '../lists/queues.ts'
import type { Asking } from '../queues/access.ts'
import { findQueue } from '../queues/queries.ts'
import { visibleTicket } from '../tickets/access.ts'
import { fillIn } from '../tickets/follow-ups/fill-in.ts'
import { PresetReplies } from './schema.ts'

/** A preset reply as an answer to a ticket: what a comment with the same text would become. */
export async function filledReply(asking: Asking, id: number, ticketId: number) {
  const rows = await rowsOf<PresetReplyRow>(asking, PresetReplies)
  const reply = await rows.where('preset_reply.id', '=', id).executeTakeFirst()
  if (!reply) throw notFound('PresetReply')
  const { db } = asking.ctx
  const ticket = await visibleTicket(asking, ticketId)
  const queue = await findQueue(db, ticket.queue_id)
  if (!queue) throw notFound('Ticket')
  const body = await fillIn(asking, db, reply.body, { ticket, queue })
  return { id, ticket: ticket.id, name: reply.name, body }
}
