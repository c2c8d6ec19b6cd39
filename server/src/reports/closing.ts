import { type RawBuilder, sql } from 'kysely'
import type { Context } from '../context.ts'
import { readAside } from '../db/aside.ts'
import { daysBetween, monthOf } from '../db/calendar.ts'
import type { Db } from '../db/index.ts'
import { STATUS } from '../lib/ticket-status.ts'
import { type Asked, ticketsFor } from './find.ts'

/** What ends a ticket: it is resolved, or closed. */
export const CLOSED_STATUSES: number[] = [STATUS.resolved, STATUS.closed]

/**
 * How many days it took to close a ticket: until the last follow-up that resolved or closed it, which
 * an index has (migration 020: its condition is written as there). Who edits a ticket leaves none;
 * then it was last changed when it was closed, or later.
 */
export function daysUntilClosed(db: Db): RawBuilder<number> {
  const closed = sql`coalesce((select max(followup.date) from followup
    where followup.ticket_id = ticket.id and new_status in (3, 4)), ticket.modified)`
  return daysBetween(db, sql`ticket.created`, closed)
}

interface Counted {
  queue: number
  month: string
  closed: number
  days: number
}

/** How many days closed tickets were open, on average, by their queue and the month they came in. */
export async function daysByQueueAndMonth(ctx: Context, asked: Asked) {
  const { db } = ctx
  const query = ticketsFor(ctx, asked)
    .where('ticket.status', 'in', CLOSED_STATUSES)
    .select([sql.ref('ticket.queue_id').as('queue'), monthOf(db, 'ticket.created').as('month')])
    .select(({ fn }) => fn.countAll<number>().as('closed'))
    .select(sql<number>`avg(${daysUntilClosed(db)})`.as('days'))
    .groupBy([sql`1`, sql`2`])
    .orderBy(sql`1`)
    .orderBy(sql`2`)
  const [counted, queues] = await Promise.all([
    readAside<Counted>(db, query as never),
    db.selectFrom('queue').select(['id', 'title']).execute(),
  ])
  const titles = new Map(queues.map(({ id, title }) => [id, title]))
  return {
    results: counted.map(({ queue, month, closed, days }) => ({
      queue,
      title: titles.get(queue) ?? String(queue),
      month,
      closed,
      average_days: rounded(days),
    })),
  }
}

/** To hundredths of a day, a quarter of an hour; null where there was nothing to average. */
export const rounded = (days: number | null): number | null =>
  days === null ? null : Math.round(days * 100) / 100
