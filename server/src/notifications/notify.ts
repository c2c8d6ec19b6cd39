import type { Tx } from '../db/index.ts'
import { prepared } from '../db/prepared.ts'
import type { QueueRow, TicketRow } from '../db/schema.ts'
import { enqueueAll } from '../jobs/queue.ts'
import { STATUS } from '../lib/ticket-status.ts'
import { mailsTo, type Recipient } from './mails.ts'

export interface Occasion {
  ticket: TicketRow
  queue: QueueRow
  followUpId: number
  defaultFrom: string
}

/** Tells of a new ticket: who asked, the queue's two copy addresses, and who is to do it. */
export async function notifyOpened(tx: Tx, occasion: Occasion) {
  const { ticket, queue } = occasion
  const assignee = await findAssignee(tx, ticket.assigned_to_id)
  await send(tx, occasion, [
    { email: ticket.submitter_email, template: 'newticket_submitter' },
    { email: queue.updated_ticket_cc, template: 'newticket_cc' },
    { email: queue.new_ticket_cc, template: 'newticket_cc' },
    ...(assignee?.email_on_ticket_assign
      ? [{ email: assignee.email, template: 'assigned_owner' }]
      : []),
    ...(await followers(tx, occasion, 'newticket_cc')),
  ])
}

export interface Answer {
  comment: string
  public: boolean
  /** The status that the ticket has come to, if it changed. */
  newStatus: number | null
  /** Whoever answers knows already. */
  byEmail: string
}

/** Tells of an answer: who asked (if it is public and says something), who does it, who follows it. */
export async function notifyAnswered(tx: Tx, occasion: Occasion, answer: Answer) {
  const { ticket, queue } = occasion
  const kind = kindOf(answer)
  const assignee = await findAssignee(tx, ticket.assigned_to_id)
  const tellSubmitter = answer.public && (answer.comment !== '' || kind !== 'updated')
  const recipients = [
    ...(tellSubmitter ? [{ email: ticket.submitter_email, template: `${kind}_submitter` }] : []),
    ...(assignee?.email_on_ticket_change
      ? [{ email: assignee.email, template: `${kind}_owner` }]
      : []),
    { email: queue.updated_ticket_cc, template: `${kind}_cc` },
    ...(await followers(tx, occasion, `${kind}_cc`)),
  ]
  await send(tx, occasion, recipients, [answer.byEmail])
}

/** What has happened to a ticket, as the names of templates begin. */
export function kindOf({
  newStatus,
}: Pick<Answer, 'newStatus'>): 'resolved' | 'closed' | 'updated' {
  if (newStatus === STATUS.resolved) return 'resolved'
  return newStatus === STATUS.closed ? 'closed' : 'updated'
}

async function send(tx: Tx, occasion: Occasion, recipients: Recipient[], except?: string[]) {
  await enqueueAll(tx, 'mail.send', mailsTo(recipients, occasion, except))
}

export interface Assignee {
  email: string
  email_on_ticket_change: boolean
  email_on_ticket_assign: boolean
}

const assigneeById = prepared<{ id: number }, Assignee>((db, param) =>
  db
    .selectFrom('user')
    .select(['email', 'email_on_ticket_change', 'email_on_ticket_assign'])
    .where('id', '=', param('id')),
)

async function findAssignee(tx: Tx, id: number | null): Promise<Assignee | undefined> {
  return id === null ? undefined : (await assigneeById(tx, { id }))[0]
}

const followersOf = prepared<{ ticket: number }, { email: string | null }>((db, param) =>
  db
    .selectFrom('ticket_cc')
    .leftJoin('user', 'user.id', 'ticket_cc.user_id')
    .select(({ fn }) => fn.coalesce('user.email', 'ticket_cc.email').as('email'))
    .where('ticket_cc.ticket_id', '=', param('ticket'))
    .orderBy('ticket_cc.id'),
)

/** Those on a ticket's CC list hear of it only where the queue says so. */
async function followers(tx: Tx, { ticket, queue }: Occasion, template: string) {
  if (!queue.enable_notifications_on_email_events) return []
  const rows = await followersOf(tx, { ticket: ticket.id })
  return rows.map(({ email }) => ({ email, template }))
}
