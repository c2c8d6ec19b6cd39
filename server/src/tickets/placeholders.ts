import type { QueueRow, TicketRow, UserRow } from '../db/schema.ts'
import { moment } from '../lib/template/moment.ts'
import { dict, type TemplateContext } from '../lib/template/value.ts'
import { PRIORITIES, statusInWords, statusName } from '../lib/ticket-status.ts'
import { fromAddress } from '../notifications/mails.ts'
import { nameOf } from '../users/name.ts'

type QueueFacts = Pick<QueueRow, 'title' | 'slug' | 'email_address' | 'locale'>

/** What the placeholders of a ticket are made of. */
export interface TicketFacts {
  ticket: TicketRow
  queue: QueueFacts
  assignee: Pick<UserRow, 'username' | 'first_name' | 'last_name'> | null
  mergedTo: Pick<TicketRow, 'id' | 'title'> | null
  /** Whether a ticket that this one waits for is still open. */
  isBlocked: boolean
}

export interface Surroundings {
  /** Where people reach this helpdesk: `https://desk.example.com`. */
  baseUrl: string
  /** The sender of mail for queues without an address. */
  mailFrom: string
}

/**
 * The names that a comment may use: `{{ ticket.title }}`, `{{ queue.slug }}`. This list is all there
 * is; the ticket's secret key is not in it, nor in any of its links.
 */
export function placeholders(facts: TicketFacts, { baseUrl, mailFrom }: Surroundings) {
  const { ticket, queue, mergedTo } = facts
  const label = `${queue.slug}-${ticket.id}`
  const inQueue = queuePlaceholders(queue, mailFrom)
  const inTicket = dict({
    title: ticket.title,
    created: moment(ticket.created),
    modified: moment(ticket.modified),
    submitter_email: ticket.submitter_email,
    status: ticket.status,
    get_status_display: statusName(ticket.status),
    on_hold: ticket.on_hold,
    description: ticket.description,
    resolution: ticket.resolution,
    priority: ticket.priority,
    get_priority_display: priorityName(ticket.priority),
    last_escalation: ticket.last_escalation === null ? null : moment(ticket.last_escalation),
    ticket: `[${label}]`,
    ticket_for_url: label,
    merged_to: mergedTo && `${mergedTo.id} ${mergedTo.title}`,
    get_status: statusInWords(ticket.status, {
      onHold: ticket.on_hold,
      isBlocked: facts.isBlocked,
    }),
    ticket_url: `${baseUrl}/view/?ticket=${label}&email=${inAddress(ticket.submitter_email)}`,
    staff_url: `${baseUrl}/tickets/${ticket.id}/`,
    assigned_to: facts.assignee ? nameOf(facts.assignee) : 'Unassigned',
    queue: inQueue,
  })
  return dict({ queue: inQueue, ticket: inTicket })
}

const queuePlaceholders = (queue: QueueFacts, mailFrom: string): TemplateContext =>
  dict({
    title: queue.title,
    slug: queue.slug,
    email_address: queue.email_address,
    from_address: fromAddress(queue, mailFrom),
    locale: queue.locale,
  })

const priorityName = (priority: number): string =>
  PRIORITIES.find(([number]) => number === priority)?.[1] ?? String(priority)

/** An e-mail address inside a link, where `@` may stay. */
const inAddress = (email: string | null) => encodeURIComponent(email ?? '').replaceAll('%40', '@')
