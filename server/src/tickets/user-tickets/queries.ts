import { type CustomField, showValues, storedValues } from '../../custom-fields/queries.ts'
import type { Db } from '../../db/index.ts'
import { anyOf, listOf, prepared } from '../../db/prepared.ts'
import type { Slice } from '../../http/paging.ts'
import { naturalTime } from '../../lib/natural-time.ts'
import { OPEN_STATUSES, statusInWords } from '../../lib/ticket-status.ts'

/** A ticket as the person who asked sees it, with a `custom_NAME` for each custom field besides. */
export interface UserTicket {
  /** `8 [support-8]`. */
  ticket: string
  id: number
  title: string
  queue: { title: string; id: number }
  /** In words: `Open - On Hold - Open dependencies`. */
  status: string
  /** Relative, in words: `3 days ago`; the space inside a unit is U+00A0. */
  created: string
  due_date: string | null
  submitter: string | null
  kbitem: string
  secret_key: string
}

interface Row {
  id: number
  title: string
  status: number
  on_hold: boolean
  created: string
  due_date: string | null
  submitter_email: string | null
  secret_key: string
  queue_id: number
  queue_title: string
  queue_slug: string
  kb_title: string | null
}

const tickets = (db: Db) =>
  db
    .selectFrom('ticket')
    .innerJoin('queue', 'queue.id', 'ticket.queue_id')
    .leftJoin('kb_item', 'kb_item.id', 'ticket.kb_item_id')
    .select([
      'ticket.id',
      'ticket.title',
      'ticket.status',
      'ticket.on_hold',
      'ticket.created',
      'ticket.due_date',
      'ticket.submitter_email',
      'ticket.secret_key',
      'ticket.queue_id',
      'queue.title as queue_title',
      'queue.slug as queue_slug',
      'kb_item.title as kb_title',
    ])

const newestFirst = prepared<{ email: string } & Omit<Slice, 'count'>, Row>((db, param) =>
  tickets(db)
    .where('ticket.submitter_email', '=', param('email'))
    .orderBy('ticket.created', 'desc')
    .orderBy('ticket.id', 'desc')
    .limit(param('limit'))
    .offset(param('offset')),
)

const oneOf = prepared<{ email: string; id: number }, Row>((db, param) =>
  tickets(db)
    .where('ticket.submitter_email', '=', param('email'))
    .where('ticket.id', '=', param('id')),
)

const counted = prepared<{ email: string }, { count: number }>((db, param) =>
  db
    .selectFrom('ticket')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('submitter_email', '=', param('email')),
)

/** How many tickets somebody asked. Whoever has no address has none. */
export async function countUserTickets(db: Db, email: string): Promise<number> {
  return email === '' ? 0 : (await counted(db, { email }))[0]!.count
}

interface Showing {
  custom: CustomField[]
  now: Date
}

export async function userTickets(db: Db, email: string, page: Slice & Showing) {
  const { limit, offset, ...showing } = page
  return shown(db, await newestFirst(db, { email, limit, offset }), showing)
}

/** One ticket by itself: as in the reference without its custom fields, which only the list has. */
export async function userTicket(db: Db, { email, id }: { email: string; id: number }, now: Date) {
  if (email === '') return undefined
  return (await shown(db, await oneOf(db, { email, id }), { custom: [], now }))[0]
}

async function shown(db: Db, rows: Row[], { custom, now }: Showing) {
  const ids = rows.map(({ id }) => id)
  const blocked = await withOpenDependencies(db, ids)
  const values = await storedValues(db, custom, ids)
  return rows.map((row) => ({
    ...userTicketOf(row, blocked.has(row.id), now),
    ...showValues(custom, values.get(row.id)),
  }))
}

function userTicketOf(row: Row, isBlocked: boolean, now: Date): UserTicket {
  return {
    ticket: `${row.id} [${row.queue_slug}-${row.id}]`,
    id: row.id,
    title: row.title,
    queue: { title: row.queue_title, id: row.queue_id },
    status: statusInWords(row.status, { onHold: row.on_hold, isBlocked }),
    created: naturalTime(row.created, now),
    due_date: row.due_date === null ? null : naturalTime(row.due_date, now),
    submitter: row.submitter_email,
    kbitem: row.kb_title ?? '',
    secret_key: row.secret_key,
  }
}

const dependents = prepared<{ tickets: string; open: string }, { ticket_id: number }>((db, param) =>
  db
    .selectFrom('ticket_dependency')
    .innerJoin('ticket', 'ticket.id', 'ticket_dependency.depends_on_id')
    .select('ticket_dependency.ticket_id')
    .where('ticket_dependency.ticket_id', 'in', anyOf(db, param('tickets')))
    .where('ticket.status', 'in', anyOf(db, param('open'))),
)

/** Which of these tickets wait for one that is open. */
export async function withOpenDependencies(db: Db, ticketIds: number[]): Promise<Set<number>> {
  const rows = await dependents(db, { tickets: listOf(ticketIds), open: listOf(OPEN_STATUSES) })
  return new Set(rows.map(({ ticket_id }) => ticket_id))
}
