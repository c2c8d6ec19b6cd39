import { type RawBuilder, sql } from 'kysely'
import type { Context } from '../context.ts'
import type { Db } from '../db/index.ts'
import { countTickets } from '../db/tally.ts'
import { OPEN_STATUSES } from '../lib/ticket-status.ts'
import type { VisibleQueues } from '../queues/access.ts'
import { countFollowUps, pageOfFollowUps } from '../tickets/follow-ups/page.ts'
import { MOST_BRANCHES } from '../tickets/in-queues.ts'
import { pageOfTickets } from '../tickets/page.ts'

/** How many items a feed has at most. */
export const MOST_ITEMS = 50

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
  const queues = visible === 'all' ? await allQueues(db) : visible
  if (queues.length === 0) return []
  const { rows } = await newestIds(userId, queues).execute(db)
  return ticketsOf(
    db,
    rows.map(({ id }) => id),
  )
}

/** The query for their ids, which are read from the end of an index. */
export const newestIds = (userId: number | null, queues: number[]) =>
  sql<{ id: number }>`select id from (
    ${sql.join(branches(userId, queues), sql` union all `)}
    ) as newest order by id desc limit ${sql.lit(MOST_ITEMS)}`

const allQueues = async (db: Db) =>
  (await db.selectFrom('queue').select('id').execute()).map(({ id }) => id)

/**
 * An index has the newest of each queue (migration 020). To PostgreSQL the order has to begin as the
 * index does, even where its first column is null in all of these rows.
 */
function branches(userId: number | null, queues: number[]): RawBuilder<unknown>[] {
  const whose = userId === null ? sql`is null` : sql`= ${userId}`
  const inEach = (where: RawBuilder<unknown>, index: number) =>
    sql`select id from (select id from ticket
      where assigned_to_id ${whose} and queue_id ${where} and status in (1, 2)
      order by assigned_to_id desc, id desc limit ${sql.lit(MOST_ITEMS)})
      as ${sql.ref(`queue${index}`)}`
  if (queues.length <= MOST_BRANCHES) return queues.map((id, index) => inEach(sql`= ${id}`, index))
  return [inEach(sql`in (${sql.join(queues)})`, 0)]
}

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

/** The newest follow-ups in these queues. */
export async function newestActivity(
  { db }: Context,
  visible: VisibleQueues,
): Promise<ActivityInFeed[]> {
  const count = await countFollowUps(db, visible)
  const limit = Math.min(MOST_ITEMS, count)
  if (limit === 0) return []
  const page = await pageOfFollowUps(db, visible, { limit, offset: count - limit, count })
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
