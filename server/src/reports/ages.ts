import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Context } from '../context.ts'
import { readAside } from '../db/aside.ts'
import { daysBetween } from '../db/calendar.ts'
import { OPEN_STATUSES } from '../lib/ticket-status.ts'
import { secondsAfter, toStored } from '../lib/time.ts'
import { CLOSED_STATUSES, daysUntilClosed, rounded } from './closing.ts'
import { type Asked, ticketsFor } from './find.ts'

const DAY = 86_400

interface Open {
  open: number
  young: number
  middle: number
  days: number | null
}
interface Closed {
  closed: number
  days: number | null
  recent: number
  recent_days: number | null
}

/** How long open tickets have been open, and how long it took to close the others. */
export async function agesOfTickets(ctx: Context, asked: Asked) {
  // One after the other: together they are one report.
  const [open] = await readAside<Open>(ctx.db, openTickets(ctx, asked) as never)
  const [closed] = await readAside<Closed>(ctx.db, closedTickets(ctx, asked) as never)
  return shown(open!, closed!)
}

const shown = (open: Open, closed: Closed) => ({
  open: open.open,
  up_to_30_days: open.young,
  from_30_to_60_days: open.middle,
  over_60_days: open.open - open.young - open.middle,
  average_days_open: rounded(open.days),
  closed: closed.closed,
  average_days_to_close: rounded(closed.days),
  closed_of_last_60_days: closed.recent,
  average_days_to_close_of_last_60_days: rounded(closed.recent_days),
})

function openTickets(ctx: Context, asked: Asked) {
  const age = daysBetween(ctx.db, sql`ticket.created`, sql`${toStored(asked.now)}`)
  const [month, twoMonths] = [daysBefore(asked.now, 30), daysBefore(asked.now, 60)]
  return ticketsFor(ctx, asked)
    .where('ticket.status', 'in', OPEN_STATUSES)
    .select(({ fn }) => fn.countAll<number>().as('open'))
    .select([
      countOf(sql`ticket.created >= ${month}`).as('young'),
      countOf(sql`ticket.created < ${month} and ticket.created >= ${twoMonths}`).as('middle'),
      sql<number | null>`avg(${age})`.as('days'),
    ])
}

function closedTickets(ctx: Context, asked: Asked) {
  const days = daysUntilClosed(ctx.db)
  const isRecent = sql`ticket.created >= ${daysBefore(asked.now, 60)}`
  const inner = ticketsFor(ctx, asked)
    .where('ticket.status', 'in', CLOSED_STATUSES)
    .select([days.as('days'), sql<SqlBool>`${isRecent}`.as('is_recent')])
  return ctx.db
    .selectFrom(inner.as('ended'))
    .select(({ fn }) => fn.countAll<number>().as('closed'))
    .select([
      sql<number | null>`avg(days)`.as('days'),
      countOf(sql`is_recent`).as('recent'),
      sql<number | null>`avg(case when is_recent then days end)`.as('recent_days'),
    ])
}

const countOf = (condition: RawBuilder<unknown>) =>
  sql<number>`count(case when ${condition} then 1 end)`

const daysBefore = (now: Date, days: number) => toStored(secondsAfter(now, -days * DAY))
