import { sql } from 'kysely'
import { matches } from '../../db/full-text.ts'
import { type Db, isPostgres } from '../../db/index.ts'
import { countTickets } from '../../db/tally.ts'
import type { VisibleQueues } from '../../queues/access.ts'
import { conditionsOf, withText } from './page.ts'
import type { Question } from './question.ts'
import { countUpTo, isWide, using } from './sources.ts'

/** Beyond that nobody counts. */
const MOST_COUNTED = 10_000
/** Among how many of the newest ids is counted: as many as take some milliseconds. */
const LOOKED_AT = { narrow: 100_000, text: 10_000, wide: 5000 }
/** To get a row from PostgreSQL takes longer. */
const LOOKED_AT_IN_POSTGRES = { narrow: 30_000, text: 2000, wide: 5000 }

export interface Count {
  count: number
  isExact: boolean
}

/**
 * How many tickets match: exactly, where counts are kept or there are few enough to look at them all;
 * otherwise how many there are at least. See adr/0013.
 */
export async function countMatches(db: Db, question: Question, part?: string): Promise<Count> {
  const kept = keptCount(question)
  if (kept) return { count: await countTickets(db, kept), isExact: true }
  if (part) {
    const all = sql`select 1 from ${using(db, part)} where ${conditionsOf(db, question, false, part)}`
    return { count: await countUpTo(db, all, Infinity), isExact: true }
  }
  const { rows } = await sql<{ id: number | null }>`select max(id) as id from ticket`.execute(db)
  const [first, last] = idsAsked(question, rows[0]!.id ?? 0)
  const most = (isPostgres(db) ? LOOKED_AT_IN_POSTGRES : LOOKED_AT)[kindOf(question)]
  const after = Math.max(first - 1, last - most)
  const count = await countUpTo(db, newest(db, question, after), MOST_COUNTED)
  return {
    count: Math.min(count, MOST_COUNTED),
    isExact: after < first && count <= MOST_COUNTED,
  }
}

/** Between which ids the tickets are that can match. */
function idsAsked({ conditions }: Question, last: number): [number, number] {
  const ends = (operator: 'gte' | 'lte') =>
    conditions
      .filter((each) => each.column === 'id' && each.operator === operator)
      .map(({ values }) => Number(values[0]))
  return [Math.max(1, ...ends('gte')), Math.min(last, ...ends('lte'))]
}

// What is bound is a fraction to SQLite, by which words cannot be skipped: 200 ms among a million.
function newest(db: Db, question: Question, after: number) {
  if (question.phrases.length > 0) {
    const id = isPostgres(db) ? sql`ticket_text.ticket_id` : sql`ticket_text.rowid`
    return sql`select 1 from ${withText(db)} where ${matches(db, question.phrases)}
      and ${id} > cast(${after} as integer) and ${conditionsOf(db, question, false)}`
  }
  return sql`select 1 from ${using(db, 'ticket_by_id')}
    where ticket.id > ${after} and ${conditionsOf(db, question, true)}`
}

function kindOf({ conditions, phrases }: Question): keyof typeof LOOKED_AT {
  if (phrases.length > 0) return 'text'
  return conditions.some(isWide) ? 'wide' : 'narrow'
}

/** What is asked of the queue and the status alone: how many tickets there are of each is kept. */
function keptCount({ conditions, phrases }: Question) {
  const isKept = conditions.every(
    ({ column, operator }) => ['queue_id', 'status'].includes(column) && operator === 'is',
  )
  if (!isKept || phrases.length > 0) return undefined
  const both = (column: string) =>
    conditions
      .filter((each) => each.column === column)
      .map(({ values }) => values as number[])
      .reduce<number[] | undefined>(
        (all, values) => all?.filter((value) => values.includes(value)) ?? [...new Set(values)],
        undefined,
      )
  const queues: VisibleQueues = both('queue_id') ?? 'all'
  return { queues, statuses: both('status') ?? [] }
}
