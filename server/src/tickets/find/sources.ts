import { type RawBuilder, sql } from 'kysely'
import { ticketsWith } from '../../db/full-text.ts'
import { type Db, isPostgres } from '../../db/index.ts'
import type { Condition } from '../../http/find/find.ts'
import { asWritten, emailIs, relatedTickets, sqlFor, TIMES } from './conditions.ts'
import type { Question } from './question.ts'
import { HAS_FILE } from './spec.ts'
import { isCommonBeginning } from './text-size.ts'

/** Where tickets may be looked for first: an index whose rows hold all that is asked, or a list of ids. */
export interface Source {
  index?: string
  ids?: RawBuilder<unknown>
  /** What holds for all of these. */
  by?: Condition
  /** How many there are of them, if no more than a search through them may have. */
  size: number
  /** Whether it is the words that lead there. */
  isText?: boolean
}

/** To look through so many entries of an index, or to look up so many ids, takes some milliseconds. */
const MOST_ENTRIES = 10_000
const MOST_IDS = 5000
/** Asking whether a ticket has some words takes longer than all else. */
const MOST_PROBED = 1000
/** To sort so many by what an index holds takes less than to walk past most of all tickets. */
const MOST_SORTED = { sqlite: 100_000, postgres: 50_000 }

const NARROW_KEYS = ['status', 'priority', 'assigned_to_id', ...TIMES]
const REFERENCES: Record<string, string> = {
  queue_id: 'ticket_queue_id_id',
  merged_to_id: 'ticket_merged_to_id',
  kb_item_id: 'ticket_kb_item',
}

/** The smallest of the sources that a question has, if it is small enough to look through as a whole. */
export async function smallestSource(db: Db, question: Question): Promise<Source | undefined> {
  const { conditions, phrases, order } = question
  let best: Source | undefined
  if (phrases.length > 0) {
    const ids = sql`${ticketsWith(db, phrases)}${asWritten(db)}`
    const text = (await isCommonBeginning(db, phrases))
      ? undefined
      : await measured(db, { ids, isText: true }, MOST_IDS)
    // The best of few come first, which takes looking at all of them.
    if (text && order === null) return text
    best = text
  }
  const most = phrases.length > 0 && !best && !question.isTextListed ? MOST_PROBED : MOST_ENTRIES
  for (const { source, size } of sourcesOf(db, conditions)) {
    if (best && best.size <= MOST_PROBED / 10) return best
    const limit = Math.min(most, source.index ? MOST_ENTRIES : MOST_IDS, best?.size ?? most)
    const found = size === undefined ? await measured(db, source, limit) : { ...source, size }
    if (found && found.size <= limit) best = found
  }
  return best
}

/**
 * The smallest index that leads to a part of all tickets. Those that are open, or came in last week, are
 * often all in one place: in another order there may be a million before the first of them.
 */
export async function partBehindIndex(db: Db, { conditions, phrases, order }: Question) {
  const isCovered = phrases.length === 0 && !conditions.some(isWide)
  if (!isCovered) return undefined
  const own = `ticket_by_${order?.column}`
  let best: Source | undefined
  for (const { source } of sourcesOf(db, conditions)) {
    // In its own order an index is walked through no further than the page.
    if (!source.index || source.index === own) continue
    const found = await measured(
      db,
      source,
      best?.size ?? MOST_SORTED[isPostgres(db) ? 'postgres' : 'sqlite'],
    )
    if (found) best = found
  }
  return best?.index
}

/** What no index of tickets holds: each ticket on the way has to be looked at. */
export const isWide = (condition: Condition): boolean =>
  ['submitter_email', HAS_FILE].includes(condition.column) ||
  relatedTickets(condition) !== undefined

interface Candidate {
  source: Omit<Source, 'size'>
  size?: number
}

function sourcesOf(db: Db, conditions: Condition[]): Candidate[] {
  const ranges = NARROW_KEYS.flatMap((column): Candidate[] => {
    const own = conditions.filter((each) => each.column === column && leadsSomewhere(each))
    if (own.length === 0) return []
    const index = `ticket_by_${column}`
    const all = sql.join(
      own.map((each) => sqlFor(db, each, index)!),
      sql` and `,
    )
    return [{ source: { index, ids: sql`select id from ${using(db, index)} where ${all}` } }]
  })
  const lists = conditions.flatMap((condition): Candidate[] => {
    const { column, operator, values } = condition
    const related = relatedTickets(condition)
    if (related) {
      // In that order PostgreSQL looks through no more of the index than it is asked for.
      return [
        { source: { by: condition, ids: sql`${related} order by ticket_id${asWritten(db)}` } },
      ]
    }
    if (column === 'id' && operator === 'is') {
      return [{ source: { ids: sql`${sql.join(values)}` }, size: values.length }]
    }
    const holds = column === 'submitter_email' ? emailIs(values[0]!) : sqlFor(db, condition)
    const index = column === 'submitter_email' ? 'ticket_email' : REFERENCES[column]
    const leads = column === 'submitter_email' ? operator === 'is' : leadsSomewhere(condition)
    if (!index || !leads) return []
    return [
      {
        source: {
          by: condition,
          ids: sql`select id from ${using(db, index)} where ${holds} order by id${asWritten(db)}`,
        },
      },
    ]
  })
  return [...lists, ...ranges]
}

const leadsSomewhere = ({ operator }: Condition) => operator !== 'not'

async function measured(db: Db, source: Omit<Source, 'size'>, most: number) {
  if (isPostgres(db) && (await guessedSize(db, source.ids!)) > 2 * most) return undefined
  const size = await countUpTo(db, source.ids!, most)
  return size > most ? undefined : { ...source, size }
}

/** How many rows PostgreSQL expects of a select: to count many takes longer than to find a page. */
async function guessedSize(db: Db, rows: RawBuilder<unknown>): Promise<number> {
  const plan = sql<{
    'QUERY PLAN': [{ Plan: { 'Plan Rows': number } }]
  }>`explain (format json) ${rows}`
  const result = await plan.execute(db)
  return result.rows[0]!['QUERY PLAN'][0].Plan['Plan Rows']
}

/** How many rows a select has; one more than `most` for whatever is beyond. */
export async function countUpTo(db: Db, rows: RawBuilder<unknown>, most: number): Promise<number> {
  const result = await sql<{ count: number }>`select count(*) as count
    from (${rows} ${most < Infinity ? sql`limit ${most + 1}` : sql``}) as found`.execute(db)
  return Number(result.rows[0]!.count)
}

/** The tickets by an index of our choice: SQLite does not know which of them leads to few. */
export const using = (db: Db, index: string): RawBuilder<unknown> =>
  isPostgres(db) ? sql`ticket` : sql`ticket indexed by ${sql.ref(index)}`
