import { sql } from 'kysely'
import type { Context } from '../context.ts'
import type { Db } from '../db/index.ts'
import { countTickets } from '../db/tally.ts'
import { OPEN_STATUSES } from '../lib/ticket-status.ts'
import type { VisibleQueues } from '../queues/access.ts'
import { countFollowUps, pageOfFollowUps } from '../tickets/follow-ups/page.ts'
import { using } from '../tickets/find/sources.ts'
import { pageOfTickets } from '../tickets/page.ts'
import { busiestOf, eachOf, MOST_ITEMS, type Newest } from './busiest.ts'

/** The part of a long text that a feed shows. */
const SHOWN_TEXT = 2000

export interface TicketInFeed {
  id: number
  title: string
  text: string | null
  slug: string
  queue: string
  submitter: string | null
  date: string
}

/** The newest open tickets of a queue. */
export async function newestInQueue({ db }: Context, queueId: number): Promise<TicketInFeed[]> {
  const filter = { queues: [queueId], statuses: OPEN_STATUSES }
  const count = await countTickets(db, filter)
  const limit = Math.min(MOST_ITEMS, count)
  const slice = { limit, offset: count - limit, count }
  return ticketsOf(
    db,
    (await pageOfTickets(db, filter, slice)).map(({ id }) => id),
  )
}

/** The newest open tickets of a person, or of nobody, in these queues. */
export async function newestOf(
  { db }: Context,
  userId: number | null,
  visible: VisibleQueues,
): Promise<TicketInFeed[]> {
  const queues = await eachOf(db, visible)
  if (queues.length === 0) return []
  const busiest = await busiestOf(db, queues, openOf(db, userId))
  const { rows } = await newestIds(db, userId, busiest).execute(db)
  return ticketsOf(
    db,
    rows.map(({ id }) => id),
  )
}

/** The query for their ids, which are read from the end of an index: no more than fifty of each queue. */
export function newestIds(db: Db, userId: number | null, queues: number[]) {
  const { from } = openOf(db, userId)
  const branches = queues.map(
    (id, index) =>
      sql`select id from (select id ${from(sql`${id}`)} limit ${sql.lit(MOST_ITEMS)})
        as ${sql.ref(`queue${index}`)}`,
  )
  return sql<{ id: number }>`select id from (
    ${sql.join(branches, sql` union all `)}
    ) as newest order by id desc limit ${sql.lit(MOST_ITEMS)}`
}

/**
 * An index has the newest of each queue (migration 020): SQLite has to be told so. To PostgreSQL the order
 * has to begin as the index does, even where its first column is null in all of these rows.
 */
export const openOf = (db: Db, userId: number | null): Newest => ({
  from: (queue) => sql`from ${using(db, 'ticket_open_assigned')}
    where assigned_to_id ${userId === null ? sql`is null` : sql`= ${userId}`}
      and queue_id = ${queue} and status in (1, 2)
    order by assigned_to_id desc, id desc`,
  keys: ['id'],
})

async function ticketsOf(db: Db, ids: number[]): Promise<TicketInFeed[]> {
  if (ids.length === 0) return []
  return db
    .selectFrom('ticket')
    .innerJoin('queue', 'queue.id', 'ticket.queue_id')
    .select(['ticket.id', 'ticket.title', 'queue.slug', 'queue.title as queue'])
    .select(['ticket.submitter_email as submitter', 'ticket.created as date'])
    .select(sql<string | null>`substr(ticket.description, 1, ${sql.lit(SHOWN_TEXT)})`.as('text'))
    .where('ticket.id', 'in', ids)
    .orderBy('ticket.id', 'desc')
    .execute()
}

export interface ActivityInFeed {
  id: number
  ticket: string
  title: string | null
  text: string | null
  slug: string
  ticket_id: number
  queue: string
  author: string | null
  date: string
}

/** What was said in a queue: an index has it in this order (migration 006). */
export const SAID: Newest = {
  from: (queue) => sql`from followup where queue_id = ${queue} order by date desc, id desc`,
  keys: ['date', 'id'],
}

/** The newest follow-ups in these queues. */
export async function newestActivity(
  { db }: Context,
  visible: VisibleQueues,
): Promise<ActivityInFeed[]> {
  const queues = visible === 'all' ? visible : await busiestOf(db, visible, SAID)
  const count = await countFollowUps(db, queues)
  const limit = Math.min(MOST_ITEMS, count)
  if (limit === 0) return []
  const page = await pageOfFollowUps(db, queues, { limit, offset: count - limit, count })
  const ids = page.map(({ id }) => id)
  const rows = await db
    .selectFrom('followup')
    .innerJoin('ticket', 'ticket.id', 'followup.ticket_id')
    .innerJoin('queue', 'queue.id', 'ticket.queue_id')
    .leftJoin('user', 'user.id', 'followup.user_id')
    .select(['followup.id', 'followup.title', 'followup.date', 'followup.ticket_id'])
    .select(['ticket.title as ticket', 'queue.slug', 'queue.title as queue'])
    .select('user.username as author')
    .select(sql<string | null>`substr(followup.comment, 1, ${sql.lit(SHOWN_TEXT)})`.as('text'))
    .where('followup.id', 'in', ids)
    .execute()
  return rows.toSorted((a, b) => ids.indexOf(b.id) - ids.indexOf(a.id))
}
