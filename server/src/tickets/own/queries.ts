import { sql, type SqlBool } from 'kysely'
import type { Context } from '../../context.ts'
import { type CustomField, showValues, storedValues } from '../../custom-fields/queries.ts'
import type { Db } from '../../db/index.ts'
import { followUpsAre } from '../../db/place.ts'
import type { TicketRow } from '../../db/schema.ts'
import { formatDateTime } from '../../http/fields/represent.ts'
import { notFound } from '../../lib/errors.ts'
import type { Seen } from '../../queues/access.ts'
import { nameOf } from '../../users/name.ts'
import type { Actor } from '../../users/queries.ts'
import { attachmentsByFollowUp, type LinkTo } from '../attachments/queries.ts'
import { forCustomers } from './schema.ts'

/** A ticket as whoever asked it sees it, with the custom fields that are not for staff alone. */
export interface OwnTicket {
  id: number
  /** What people call it: "support-12". */
  ticket: string
  queue: { id: number; title: string }
  title: string
  description: string | null
  resolution: string | null
  /** 1 Open, 2 Reopened, 3 Resolved, 4 Closed, 5 Duplicate. */
  status: number
  on_hold: boolean
  priority: number
  /** ISO 8601 in UTC. */
  created: string
  modified: string
  due_date: string | null
}

type Row = TicketRow & { queue_title: string; queue_slug: string }

/** The tickets that somebody asked, or follows and may read. Indexes lead to both. */
export function ownTickets({ db }: Context, { id, email }: Actor) {
  return ticketsWithQueue(db).where('ticket.id', 'in', ({ selectFrom }) => {
    const followed = selectFrom('ticket_cc')
      .select('ticket_id as id')
      .where('user_id', '=', id)
      .where(({ or, eb }) => or([eb('can_view', '=', true), eb('can_update', '=', true)]))
    if (email === '') return followed
    return followed
      .union(
        selectFrom('ticket_cc')
          .select('ticket_id as id')
          .where('email', '=', email)
          .where(({ or, eb }) => or([eb('can_view', '=', true), eb('can_update', '=', true)])),
      )
      .union(selectFrom('ticket').select('id').where('submitter_email', '=', email))
  })
}

const ticketsWithQueue = (db: Db) =>
  db
    .selectFrom('ticket')
    .innerJoin('queue', 'queue.id', 'ticket.queue_id')
    .selectAll('ticket')
    .select(['queue.title as queue_title', 'queue.slug as queue_slug'])

/** Rows as those who asked see them: one query for their custom values. */
export async function showOwn(db: Db, rows: Row[], all: CustomField[]): Promise<OwnTicket[]> {
  const custom = forCustomers(all)
  const ids = rows.map(({ id }) => id)
  const [values, unsaid] = await Promise.all([
    storedValues(db, custom, ids),
    privatelyResolved(db, rows),
  ])
  return rows.map((row) => {
    const told = unsaid.has(row.id) ? { ...row, resolution: null } : row
    return Object.assign(shown(told), showValues(custom, values.get(row.id)))
  })
}

/** The tickets whose resolution was said in private: it is the comment of what resolved them. */
async function privatelyResolved(db: Db, tickets: Row[]): Promise<Set<number>> {
  const ids = tickets.filter(({ resolution }) => resolution).map(({ id }) => id)
  if (ids.length === 0) return new Set()
  const rows = await db
    .selectFrom('followup')
    .select(['ticket_id', 'public', 'comment'])
    .where('ticket_id', 'in', ids)
    // As the index has it that leads there.
    .where(sql<SqlBool>`new_status in (3, 4)`)
    .orderBy('id')
    .execute()
  const byTicket = Map.groupBy(rows, ({ ticket_id }) => ticket_id)
  const isPrivate = ({ id, resolution }: Row) => {
    const ends = byTicket.get(id) ?? []
    const said = ends.filter(({ comment }) => comment === resolution)
    if (said.length > 0) return said.some((end) => !end.public)
    return ends.at(-1)?.public === false
  }
  return new Set(tickets.filter(isPrivate).map(({ id }) => id))
}

const shown = (row: Row): OwnTicket => ({
  id: row.id,
  ticket: `${row.queue_slug}-${row.id}`,
  queue: { id: row.queue_id, title: row.queue_title },
  title: row.title,
  description: row.description,
  resolution: row.resolution,
  status: row.status,
  on_hold: row.on_hold,
  priority: row.priority,
  created: formatDateTime(row.created),
  modified: formatDateTime(row.modified),
  due_date: row.due_date === null ? null : formatDateTime(row.due_date),
})

/** One ticket with all that was said in public, and the files of that. */
export async function showOwnTicket(
  db: Db,
  ticket: Seen<TicketRow>,
  { custom, linkTo }: { custom: CustomField[]; linkTo: LinkTo },
) {
  const row = await ticketsWithQueue(db).where('ticket.id', '=', ticket.id).executeTakeFirst()
  if (!row) throw notFound('Ticket')
  const [[own], followups] = await Promise.all([
    showOwn(db, [row], custom),
    publicFollowUps(db, ticket.id, linkTo),
  ])
  return { ...own!, followups }
}

type Writer = { [Name in 'username' | 'first_name' | 'last_name']: string | null }

const nameOfWriter = ({ username, first_name, last_name }: Writer) =>
  username === null
    ? null
    : nameOf({ username, first_name: first_name ?? '', last_name: last_name ?? '' })

async function publicFollowUps(db: Db, ticketId: number, linkTo: LinkTo) {
  const rows = await db
    .selectFrom('followup')
    .leftJoin('user', 'user.id', 'followup.user_id')
    .select(['followup.id', 'date', 'title', 'comment', 'new_status', 'followup.user_id'])
    .select(['user.username', 'user.first_name', 'user.last_name'])
    .where(followUpsAre(db, sql.val(ticketId)))
    .where('public', '=', true)
    .orderBy('date')
    .orderBy('followup.id')
    .execute()
  const files = await attachmentsByFollowUp(
    db,
    rows.map(({ id }) => id),
    linkTo,
  )
  return rows.map((row) => ({
    id: row.id,
    date: formatDateTime(row.date),
    /** Null for whoever has no account, or none any more. */
    by: nameOfWriter(row),
    title: row.title,
    comment: row.comment,
    new_status: row.new_status,
    attachments: (files.get(row.id) ?? []).map(({ followup: _, ...file }) => file),
  }))
}
