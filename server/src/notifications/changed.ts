import type { Tx } from '../db/index.ts'
import type { TicketRow } from '../db/schema.ts'
import { enqueueAll } from '../jobs/queue.ts'
import { mailsTo } from './mails.ts'
import { type Answer, type Assignee, kindOf, type Occasion } from './notify.ts'

/** Who may have to hear of the changes of some tickets: those who do them, and those on their CC lists. */
export interface Audience {
  assignees: Map<number, Assignee>
  followers: Map<number, (string | null)[]>
}

/** Reads it for all of these tickets at once. */
export async function audienceOf(
  tx: Tx,
  tickets: Pick<TicketRow, 'id' | 'assigned_to_id'>[],
): Promise<Audience> {
  const people = [...new Set(tickets.flatMap(({ assigned_to_id: id }) => (id === null ? [] : id)))]
  const ids = tickets.map(({ id }) => id)
  const rows = people.length > 0 ? await assigneesOf(tx, people) : []
  const followers = ids.length > 0 ? await followersOf(tx, ids) : []
  return {
    assignees: new Map(rows.map((row) => [row.id, row])),
    followers: new Map(
      [...Map.groupBy(followers, (row) => row.ticket_id)].map(([id, list]) => [
        id,
        list.map(({ email }) => email),
      ]),
    ),
  }
}

export interface Changed extends Answer {
  /** Whether the ticket was given to somebody just now. */
  isAssigned: boolean
  /** Whether it became part of another one just now. */
  isMerged: boolean
}

/**
 * Tells of a change: whoever does the ticket always hears of it; who asked and who follows it only
 * where it is public, and who asked only if it says something.
 */
export async function notifyChanged(
  tx: Tx,
  occasion: Occasion,
  changed: Changed,
  { assignees, followers }: Audience,
) {
  const { ticket, queue } = occasion
  const { isAssigned, comment } = changed
  const kind = kindOf(changed)
  const assignee = ticket.assigned_to_id === null ? null : assignees.get(ticket.assigned_to_id)
  const wantsMail = isAssigned ? assignee?.email_on_ticket_assign : assignee?.email_on_ticket_change
  const own = isAssigned ? 'assigned_owner' : `${kind}_owner`
  const copy = isAssigned && kind === 'updated' ? 'assigned_cc' : `${kind}_cc`
  const following = followers.get(ticket.id) ?? []
  const listed = queue.enable_notifications_on_email_events ? following : []
  // As in django-helpdesk whoever asked or follows a merged ticket hears where it goes on, and nobody else.
  const copies = changed.isMerged ? following : [queue.updated_ticket_cc, ...listed]
  const saysSomething = comment !== '' || kind !== 'updated'
  const as = (template: string) => (changed.isMerged ? 'merged' : template)
  const recipients = [
    ...(changed.public && saysSomething
      ? [{ email: ticket.submitter_email, template: as(`${kind}_submitter`) }]
      : []),
    ...(assignee && wantsMail ? [{ email: assignee.email, template: own }] : []),
    ...(changed.public ? copies.map((email) => ({ email, template: as(copy) })) : []),
  ]
  await enqueueAll(tx, 'mail.send', mailsTo(recipients, occasion, [changed.byEmail]))
}

const assigneesOf = (tx: Tx, ids: number[]) =>
  tx
    .selectFrom('user')
    .select(['id', 'email', 'email_on_ticket_change', 'email_on_ticket_assign'])
    .where('id', 'in', ids)
    .execute()

const followersOf = (tx: Tx, ticketIds: number[]) =>
  tx
    .selectFrom('ticket_cc')
    .leftJoin('user', 'user.id', 'ticket_cc.user_id')
    .select(({ fn }) => fn.coalesce('user.email', 'ticket_cc.email').as('email'))
    .select('ticket_cc.ticket_id')
    .where('ticket_cc.ticket_id', 'in', ticketIds)
    .orderBy('ticket_cc.id')
    .execute()
