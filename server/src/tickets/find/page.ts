import { type RawBuilder, sql, type SqlBool } from 'kysely'
import { byRank, matches, textMatches } from '../../db/full-text.ts'
import { type Db, isPostgres } from '../../db/index.ts'
import type { Order } from '../../http/find/find.ts'
import { sqlFor, TIMES } from './conditions.ts'
import type { Question } from './question.ts'
import { type Source, using } from './sources.ts'

export const NEWEST: Order = { column: 'id', isDescending: true }

/** All tickets that match, in order, of a source that has few. */
export async function fewTickets(db: Db, question: Question, source: Source): Promise<number[]> {
  const { phrases, order } = question
  const conditions = question.conditions.filter((condition) => condition !== source.by)
  const holds = conditionsOf(db, { ...question, conditions }, !source.isText, source.index)
  if (source.isText && order === null) {
    return idsOf(
      db,
      sql`${withText(db)} where ${matches(db, phrases)} and ${holds}
      order by ${byRank(db, phrases)}`,
    )
  }
  const from = source.index
    ? sql`${using(db, source.index)} where ${holds}`
    : sql`${using(db, 'ticket_by_id')} where ticket.id in (${source.ids!}) and ${holds}`
  return idsOf(db, sql`${from} order by ${inOrder(db, order ?? NEWEST, source.index)}`)
}

/** A page of those that an index leads to, sorted: it holds all that is asked of them. */
export const someTickets = (
  db: Db,
  question: Question,
  { index, limit, offset, order }: Slice & { index: string },
): Promise<number[]> => {
  const part = sql`${using(db, index)} where ${conditionsOf(db, question, false, index)}`
  const sorted = sql`order by ${inOrder(db, order, index)} limit ${limit} offset ${offset}`
  if (!isPostgres(db)) return idsOf(db, sql`${part} ${sorted}`)
  // It would walk through the index of the order instead.
  const columns = [...new Set(['id', order.column])].map((name) => sql.ref(name))
  return idsOf(db, sql`(select ${sql.join(columns)} from ${part} offset 0) as ticket ${sorted}`)
}

interface Slice {
  limit: number
  offset: number
  order: Order
}

/** The tickets from there on in the order of an index; what does not match is walked past. */
export async function walkTickets(
  db: Db,
  question: Question,
  { limit, offset, order }: Slice,
): Promise<number[]> {
  const index = `ticket_by_${order.column}`
  const slice = sql`order by ${inOrder(db, order, index)} limit ${limit} offset ${offset}`
  if (isReadByWords(db, question, order)) {
    const words = matches(db, question.phrases)
    const byId = sql`order by ticket_text.rowid ${order.isDescending ? sql`desc` : sql`asc`}
      limit ${limit} offset ${offset}`
    return idsOf(
      db,
      sql`${withText(db)} where ${words} and ${conditionsOf(db, question, false)} ${byId}`,
    )
  }
  const holds = conditionsOf(db, question, true, index)
  return idsOf(db, sql`${using(db, index)} where ${holds} ${slice}`)
}

/** The words of SQLite lead to tickets in the order of their ids, both ways, as far as they are read. */
const isReadByWords = (db: Db, { phrases }: Question, order: Order) =>
  phrases.length > 0 && order.column === 'id' && !isPostgres(db)

/** The text of tickets with what they are narrowed by. */
export const withText = (db: Db): RawBuilder<unknown> =>
  isPostgres(db)
    ? sql`ticket_text join ticket on ticket.id = ticket_text.ticket_id`
    : sql`ticket_text cross join ${using(db, 'ticket_by_id')} on ticket.id = ticket_text.rowid`

/** All that has to hold of a ticket; what its text has to hold only where that leads nowhere by itself. */
export function conditionsOf(
  db: Db,
  question: Question,
  asksText: boolean,
  index?: string,
): RawBuilder<SqlBool> {
  const { conditions, phrases } = question
  const holds = conditions.flatMap((condition) => sqlFor(db, condition, index) ?? [])
  if (asksText && phrases.length > 0) {
    holds.push(textMatches(db, phrases, question.isTextListed ?? false))
  }
  return holds.length > 0 ? sql.join(holds, sql` and `) : sql`true`
}

/** Other indexes hold times by the second: who is sorted that way need not be read for it. */
function inOrder(db: Db, { column, isDescending }: Order, index?: string): RawBuilder<unknown> {
  const way = isDescending ? sql`desc` : sql`asc`
  if (column === 'id') return sql`ticket.id ${way}`
  const nulls = column === 'due_date' ? (isDescending ? sql`nulls last` : sql`nulls first`) : sql``
  const own = sql.ref(`ticket.${column}`)
  const isElsewhere = TIMES.includes(column) && index !== `ticket_by_${column}`
  const sorted = isElsewhere && !isPostgres(db) ? sql`unixepoch(${own})` : own
  return sql`${sorted} ${way} ${nulls}, ticket.id ${way}`
}

async function idsOf(db: Db, from: RawBuilder<unknown>): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`select ticket.id from ${from}`.execute(db)
  return rows.map(({ id }) => id)
}
