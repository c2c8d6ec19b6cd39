import { randomUUID } from 'node:crypto'
import type { Context } from '../context.ts'
import { type CustomField, saveNewValues } from '../custom-fields/queries.ts'
import { inTransaction } from '../db/index.ts'
import type { TicketRow } from '../db/schema.ts'
import type { Upload } from '../files/store.ts'
import { STATUS } from '../lib/ticket-status.ts'
import { toStored } from '../lib/time.ts'
import { notifyOpened } from '../notifications/notify.ts'
import { justWritten, type Workable, type Writable } from '../queues/access.ts'
import type { Actor } from '../users/queries.ts'
import { keepAttachments } from './attachments/keep.ts'
import { insertFollowUp } from './follow-ups/queries.ts'
import { insertTicket } from './queries.ts'

export interface NewTicket {
  queue: Workable
  title: string
  description: string
  submitterEmail: string
  priority: number
  dueDate: string | null
  /** Who is to do it, and what they are called in the first follow-up. */
  assignee: { id: number; name: string } | null
  custom: { fields: CustomField[]; values: Record<string, unknown> }
}

/**
 * Opens a ticket, with a public follow-up that says so and holds the description and the files.
 * Whoever is to hear of it gets a mail job in the same transaction.
 */
export async function createTicket(
  ctx: Context,
  by: Actor,
  input: NewTicket,
  uploads: Upload[],
): Promise<Writable<TicketRow>> {
  const now = toStored(ctx.now())
  return ctx.files.keepIf(uploads, () =>
    inTransaction(ctx.db, async (tx) => {
      const ticket = await insertTicket(tx, rowOf(input, now))
      const { fields: custom, values } = input.custom
      await saveNewValues(tx, { ticketId: ticket.id, custom, values })
      const followUp = await insertFollowUp(tx, {
        ticket_id: ticket.id,
        user_id: by.id,
        date: now,
        title: input.assignee
          ? `Ticket Opened & Assigned to ${input.assignee.name}`
          : 'Ticket Opened',
        comment: input.description,
        public: true,
        new_status: null,
        time_spent: null,
        message_id: null,
      })
      const place = { ticket, slug: input.queue.slug, followUpId: followUp.id }
      await keepAttachments(tx, place, uploads)
      await notifyOpened(tx, {
        ticket,
        queue: input.queue,
        followUpId: followUp.id,
        defaultFrom: ctx.config.mail.from,
      })
      return justWritten(ticket)
    }),
  )
}

const rowOf = (input: NewTicket, now: string) => ({
  queue_id: input.queue.id,
  title: input.title,
  description: input.description,
  resolution: null,
  submitter_email: input.submitterEmail,
  assigned_to_id: input.assignee?.id ?? null,
  status: STATUS.open,
  on_hold: false,
  priority: input.priority,
  due_date: input.dueDate,
  last_escalation: null,
  secret_key: randomUUID(),
  kb_item_id: null,
  merged_to_id: null,
  created: now,
  modified: now,
})
