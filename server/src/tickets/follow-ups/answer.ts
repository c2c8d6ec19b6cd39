import type { Context } from '../../context.ts'
import { inTransaction, type Tx } from '../../db/index.ts'
import type { FollowUpRow, QueueRow, TicketRow } from '../../db/schema.ts'
import type { Upload } from '../../files/store.ts'
import { notFound } from '../../lib/errors.ts'
import { STATUS, statusName } from '../../lib/ticket-status.ts'
import { toStored } from '../../lib/time.ts'
import { notifyAnswered } from '../../notifications/notify.ts'
import { justWritten, type Writable } from '../../queues/access.ts'
import { findQueue } from '../../queues/queries.ts'
import type { Actor } from '../../users/queries.ts'
import { keepAttachments } from '../attachments/keep.ts'
import { findTicketToChange } from '../queries.ts'
import { fillIn } from './fill-in.ts'
import { insertFollowUp } from './queries.ts'

export interface Answer {
  ticket: Writable<TicketRow>
  /** Null takes the ticket's own title. */
  title: string | null
  comment: string
  public: boolean
  newStatus: number | null
  timeSpent: number | bigint | null
  /** Whether the comment stays as it is written: placeholders are for those who work here. */
  isVerbatim?: boolean
}

/** Who answers: somebody with an account, or whoever knew the ticket's key. */
export type Author = Actor | { id: null; email: string }

/** Answers a ticket, and moves it to another status if the answer says so. */
export async function answerTicket(
  ctx: Context,
  by: Author,
  answer: Answer,
  uploads: Upload[],
): Promise<Writable<FollowUpRow>> {
  return ctx.files.keepIf(uploads, () =>
    inTransaction(ctx.db, async (tx) => {
      const ticket = await findTicketToChange(tx, answer.ticket.id)
      if (!ticket) throw notFound('Ticket')
      const queue = (await findQueue(tx, ticket.queue_id))!
      const comment =
        answer.isVerbatim || by.id === null
          ? answer.comment
          : await fillIn({ ctx, actor: by }, tx, answer.comment, { ticket, queue })
      const moved = answer.newStatus !== null && answer.newStatus !== ticket.status
      const newStatus = moved ? answer.newStatus : null

      const now = toStored(ctx.now())
      const followUp = await insertFollowUp(tx, {
        ticket_id: ticket.id,
        user_id: by.id,
        date: now,
        title: titleOf(answer, ticket, { comment, newStatus }),
        comment,
        public: answer.public,
        new_status: newStatus,
        time_spent: answer.timeSpent as number | null,
        message_id: null,
      })
      await keepAttachments(tx, { ticket, slug: queue.slug, followUpId: followUp.id }, uploads)
      const after = await moveTicket(tx, { ticket, followUp, comment, now })
      await notify(ctx, tx, { ticket: after, queue, followUp, by })
      return justWritten(followUp)
    }),
  )
}

function titleOf(
  { title }: Answer,
  ticket: TicketRow,
  { comment, newStatus }: { comment: string; newStatus: number | null },
): string {
  const own = title ?? ticket.title
  if (newStatus !== null) return own ? `${own} and ${statusName(newStatus)}` : statusName(newStatus)
  return own || (comment ? 'Comment' : 'Updated')
}

/** Writes what the answer changes of the ticket, and a row that tells of the change. */
async function moveTicket(
  tx: Tx,
  move: { ticket: TicketRow; followUp: FollowUpRow; comment: string; now: string },
): Promise<TicketRow> {
  const { ticket, followUp, comment, now: modified } = move
  const status = followUp.new_status
  const changes = status === null ? {} : { status, ...resolutionFor(status, ticket, comment) }
  await tx
    .updateTable('ticket')
    .set({ ...changes, modified })
    .where('id', '=', ticket.id)
    .execute()
  if (status !== null) {
    await tx
      .insertInto('ticket_change')
      .values({
        followup_id: followUp.id,
        field: 'Status',
        old_value: statusName(ticket.status),
        new_value: statusName(status),
      })
      .execute()
  }
  return { ...ticket, ...changes, modified }
}

/** Resolving says what was done; closing says it where nothing has been said yet. */
function resolutionFor(status: number, ticket: TicketRow, comment: string) {
  const closesUnsaid = status === STATUS.closed && ticket.resolution === null
  return status === STATUS.resolved || closesUnsaid ? { resolution: comment } : {}
}

async function notify(
  ctx: Context,
  tx: Tx,
  {
    ticket,
    queue,
    followUp,
    by,
  }: { ticket: TicketRow; queue: QueueRow; followUp: FollowUpRow; by: Author },
) {
  const occasion = { ticket, queue, followUpId: followUp.id, defaultFrom: ctx.config.mail.from }
  await notifyAnswered(tx, occasion, {
    comment: followUp.comment ?? '',
    public: followUp.public,
    newStatus: followUp.new_status,
    byEmail: by.email,
  })
}
