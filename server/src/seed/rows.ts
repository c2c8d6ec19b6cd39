import type { NewFollowUpRow, NewTicketRow } from '../db/schema.ts'
import { newSecret } from '../lib/secret.ts'
import { secondsAfter, toStored } from '../lib/time.ts'
import { byShare, oneOf, type Random, upTo } from './random.ts'
import { madeUpAnswer, madeUpDescription, madeUpTitle } from './words.ts'

/** What made-up tickets refer to. */
export interface Cast {
  queues: number[]
  staff: number[]
  /** How many follow-ups a ticket has. */
  followUps: number
}

const DAY = 86_400
const SUBMITTERS = 500
const STATUSES = [
  [1, 25],
  [2, 5],
  [3, 15],
  [4, 50],
  [5, 5],
] as const
const PRIORITIES = [
  [1, 5],
  [2, 15],
  [3, 60],
  [4, 15],
  [5, 5],
] as const
/** Resolved and closed: what ended a ticket, and so has a text that says how. */
const ENDED: Record<number, string> = { 3: 'Resolved', 4: 'Closed' }

/** A ticket as it might have come in at `created`. */
export function madeUpTicket(random: Random, { queues, staff }: Cast, created: Date): NewTicketRow {
  const status = byShare(random, STATUSES)
  const at = toStored(created)
  return {
    queue_id: oneOf(random, queues),
    title: madeUpTitle(random),
    description: madeUpDescription(random),
    resolution: status in ENDED ? madeUpAnswer(random) : null,
    submitter_email: `customer${upTo(random, SUBMITTERS) + 1}@example.com`,
    assigned_to_id: random() < 0.7 && staff.length > 0 ? oneOf(random, staff) : null,
    status,
    on_hold: random() < 0.05,
    priority: byShare(random, PRIORITIES),
    due_date: random() < 0.2 ? toStored(secondsAfter(created, 14 * DAY)) : null,
    last_escalation: null,
    secret_key: newSecret(),
    kb_item_id: null,
    merged_to_id: null,
    created: at,
    modified: at,
  }
}

/** What was said about it: how it was opened, and how it was answered, oldest first. */
export function madeUpFollowUps(
  random: Random,
  ticket: NewTicketRow & { id: number },
  { staff, followUps }: Cast,
): NewFollowUpRow[] {
  const opened = {
    ticket_id: ticket.id,
    queue_id: ticket.queue_id,
    user_id: null,
    date: ticket.created,
    title: 'Ticket Opened',
    comment: ticket.description?.slice(0, 200) ?? null,
    public: true,
    new_status: null,
    time_spent: null,
    message_id: null,
  }
  const moments = Array.from({ length: followUps - 1 }, () => upTo(random, 2 * DAY) + 60)
  const answers = moments
    .toSorted((a, b) => a - b)
    .map((seconds, index) => ({
      ...opened,
      ...madeUpReply(random, index === followUps - 2 ? ticket : { status: 1 }),
      user_id: staff.length > 0 ? oneOf(random, staff) : null,
      date: toStored(secondsAfter(new Date(ticket.created), seconds)),
    }))
  return [opened, ...answers]
}

/** The last answer ends a ticket that has ended. */
function madeUpReply(random: Random, { status, resolution }: Partial<NewTicketRow>) {
  const ended = ENDED[status ?? 1]
  return {
    title: ended ?? 'Comment',
    comment: resolution ?? madeUpAnswer(random),
    public: ended !== undefined || random() < 0.8,
    new_status: ended ? (status ?? null) : null,
    time_spent: random() < 0.3 ? (upTo(random, 90) + 1) * 60_000_000 : null,
  }
}
