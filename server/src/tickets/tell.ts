import type { TicketRow } from '../db/schema.ts'
import { type Audience, notifyChanged } from '../notifications/changed.ts'
import { justWritten, type Writable } from '../queues/access.ts'
import type { Names } from './field-names.ts'
import { type Changing, type Told, writeFollowUp } from './follow-ups/write.ts'

/** What telling of changes takes besides the tickets: read once, however many there are. */
export interface Around {
  names: Names
  audience: Audience
}

/** Writes a follow-up with the changes it tells of, and the mails to those who hear of them. */
export async function tell(
  changing: Changing,
  ticket: Writable<TicketRow>,
  told: Told,
  { names, audience }: Around,
): Promise<Writable<TicketRow>> {
  const { ctx, tx, actor } = changing
  const written = await writeFollowUp(changing, ticket, told)
  const occasion = {
    ticket: written.ticket,
    queue: names.queues.get(written.ticket.queue_id)!,
    followUpId: written.followUp.id,
    defaultFrom: ctx.config.mail.from,
  }
  const changed = {
    comment: told.comment,
    public: told.public,
    newStatus: told.changes.status ?? null,
    isAssigned: Boolean(told.changes.assigned_to_id),
    isMerged: Boolean(told.changes.merged_to_id),
    byEmail: actor.email,
  }
  await notifyChanged(tx, occasion, changed, audience)
  return justWritten(written.ticket)
}
