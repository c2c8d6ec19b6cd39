import type { Context } from '../../context.ts'
import type { TicketRow } from '../../db/schema.ts'
import type { Tx } from '../../db/index.ts'
import { uploadRefusals } from '../../files/media-type.ts'
import type { Upload } from '../../files/store.ts'
import { conflict, invalid } from '../../lib/errors.ts'
import { OPEN_STATUSES, STATUS } from '../../lib/ticket-status.ts'
import type { Writable } from '../../queues/access.ts'
import { answerTicket } from '../follow-ups/answer.ts'
import { lockAnswerable } from './access.ts'
import type { Owner } from './owner.ts'
import { countWriting } from './throttle.ts'

interface Said {
  comment: string
  attachments: Upload[]
  /** Where the ticket is to go; null for an answer, which reopens one that is not open. */
  status: number | null
}

/** Answers, closes or reopens a ticket for whoever asked it. What they write is kept as it is. */
export async function answerOwnTicket(
  ctx: Context,
  owner: Owner,
  ticket: Writable<TicketRow>,
  { comment, attachments, status }: Said,
): Promise<void> {
  const refusals = attachments.flatMap((file) => uploadRefusals(file, ctx.config.attachments.types))
  if (refusals.length > 0) throw invalid({ attachments: refusals })
  const saysNothing = comment === '' && attachments.length === 0
  if (saysNothing && status === STATUS.reopened && isOpen(ticket)) return
  await countWriting(ctx, owner, { kind: 'answer', ticket: ticket.id })
  const by = 'actor' in owner ? owner.actor : { id: null, email: ticket.submitter_email ?? '' }
  const answer = {
    lock: (tx: Tx) => lockAnswerable(tx, ctx, owner, ticket.id),
    title: '',
    comment,
    public: true,
    newStatus: null,
    move: (locked: TicketRow) => statusAfter(locked, status),
    timeSpent: null,
    isVerbatim: true,
  }
  await answerTicket(ctx, by, answer, attachments)
}

const isOpen = ({ status }: TicketRow) => OPEN_STATUSES.includes(status)

/** Staff may have closed or merged it while somebody was writing. */
function statusAfter(ticket: TicketRow, wanted: number | null): number | null {
  if (ticket.status === STATUS.duplicate) {
    throw conflict('This ticket was merged into another one: answer that.')
  }
  if (wanted === STATUS.closed) return wanted
  return isOpen(ticket) ? null : STATUS.reopened
}
