import type { Context } from '../../context.ts'
import { inTransaction, type Tx } from '../../db/index.ts'
import type { FollowUpRow, TicketRow } from '../../db/schema.ts'
import type { Upload } from '../../files/store.ts'
import { STATUS, statusName } from '../../lib/ticket-status.ts'
import { toStored } from '../../lib/time.ts'
import { notifyAnswered } from '../../notifications/notify.ts'
import { justWritten, type Writable } from '../../queues/access.ts'
import { findQueue } from '../../queues/queries.ts'
import { keepAttachments } from '../attachments/keep.ts'
import { fillIn } from './fill-in.ts'
import { type Author, type Changing, writeFollowUp } from './write.ts'

export interface Answer {
  /** Locks the ticket, if it may still be answered: who was asked about before has been writing since. */
  lock: (tx: Tx) => Promise<Writable<TicketRow>>
  /** Null takes the ticket's own title. */
  title: string | null
  comment: string
  public: boolean
  newStatus: number | null
  timeSpent: number | bigint | null
  /** Whether the comment stays as it is written: placeholders are for those who work here. */
  isVerbatim?: boolean
  /** Says the new status of the ticket as it is when nobody else changes it any more; or throws. */
  move?: (ticket: TicketRow) => number | null
}

/** Answers a ticket, and moves it to another status if the answer says so. */
export async function answerTicket(
  ctx: Context,
  by: Author,
  answer: Answer,
  uploads: Upload[],
): Promise<Writable<FollowUpRow>> {
  return ctx.files.keepIf(uploads, () =>
    inTransaction(ctx.db, async (tx) => {
      const ticket = await answer.lock(tx)
      const newStatus = answer.move ? answer.move(ticket) : answer.newStatus
      const changing = { ctx, actor: by, tx, now: toStored(ctx.now()) }
      return justWritten(
        (await answerIn(changing, ticket, { ...answer, newStatus }, uploads)).followUp,
      )
    }),
  )
}

/**
 * Answers a ticket as part of a larger change: give it the ticket as it was locked there. Whoever is
 * to hear of it gets a mail job. The uploads must be in place already (`keepIf`).
 */
export async function answerIn(
  changing: Changing<Author>,
  ticket: Writable<TicketRow>,
  answer: Omit<Answer, 'lock'>,
  uploads: readonly Upload[] = [],
): Promise<{ ticket: TicketRow; followUp: FollowUpRow }> {
  const { ctx, tx, actor } = changing
  const queue = (await findQueue(tx, ticket.queue_id))!
  const comment =
    answer.isVerbatim || actor.id === null
      ? answer.comment
      : await fillIn({ ctx, actor }, tx, answer.comment, { ticket, queue })
  const moved = answer.newStatus !== null && answer.newStatus !== ticket.status
  const newStatus = moved ? answer.newStatus : null

  const written = await writeFollowUp(changing, ticket, {
    title: titleOf(answer.title ?? ticket.title, comment, newStatus),
    comment,
    public: answer.public,
    timeSpent: answer.timeSpent,
    ...moveTo(newStatus, ticket, comment, answer.isVerbatim && comment === ''),
  })
  const followUpId = written.followUp.id
  await keepAttachments(tx, { ticket, slug: queue.slug, followUpId }, uploads)
  await notifyAnswered(
    tx,
    { ticket: written.ticket, queue, followUpId, defaultFrom: ctx.config.mail.from },
    { comment, public: answer.public, newStatus, byEmail: actor.email },
  )
  return written
}

function titleOf(own: string, comment: string, newStatus: number | null): string {
  if (newStatus !== null) return own ? `${own} and ${statusName(newStatus)}` : statusName(newStatus)
  return own || (comment ? 'Comment' : 'Updated')
}

/** What another status changes of a ticket, and how that is told. */
function moveTo(status: number | null, ticket: TicketRow, comment: string, isSilent = false) {
  if (status === null) return { changes: {}, fields: [] }
  const told = { field: 'Status', old: statusName(ticket.status), new: statusName(status) }
  const resolution = isSilent ? {} : resolutionFor(status, ticket, comment)
  return { changes: { status, ...resolution }, fields: [told] }
}

/** Resolving says what was done; closing says it where nothing has been said yet. */
export function resolutionFor(status: number, ticket: TicketRow, comment: string) {
  const closesUnsaid = status === STATUS.closed && ticket.resolution === null
  return status === STATUS.resolved || closesUnsaid ? { resolution: comment } : {}
}
