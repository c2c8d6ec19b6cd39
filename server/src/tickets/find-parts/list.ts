import { type RawBuilder, sql, type SqlBool } from 'kysely'
import { type Db, isPostgres } from '../../db/index.ts'
import type { Condition, Find, Order } from '../../http/find/find.ts'
import { conditionSql } from '../../http/find/match.ts'

/** A list of what hangs on tickets, and the indexes that lead through it. */
export interface PartList {
  table: 'followup' | 'attachment'
  /** Column → the index that has all rows in its order. */
  orders: Readonly<Record<string, string>>
  /** Column → the index that leads to the rows with a value. */
  leads: Readonly<Record<string, string>>
  /** Column → the index that has the rows with one value in the order of their dates. */
  byDate: Readonly<Record<string, string>>
  /** The SQL of conditions that an index takes in another form. */
  special?: (db: Db, condition: Condition) => RawBuilder<SqlBool> | undefined
}

/** An index whose rows hold all that is asked, or few enough to look through. */
export interface Range {
  index: string
  size: number
}

export interface Slice {
  limit: number
  offset: number
}

/** In SQLite the id of a file is where it lies. */
export const BY_ID = 'id'

/** To look through so many entries of an index, or to sort them, takes some milliseconds. */
export const MOST_COUNTED = 50_000
/** Where an index does not hold what else is asked, the rows are read. */
const MOST_ROWS = 5000

/** Where a part of the list begins: what a value, or a time, leads to. */
const LEADING = ['is', 'gt', 'gte', 'lt', 'lte', 'startswith']

/** The smallest part of the list that an index leads to, if it has no more than `most` rows. */
export async function smallestRange(
  db: Db,
  list: PartList,
  { conditions, most }: { conditions: Condition[]; most: number },
): Promise<Range | undefined> {
  let best: Range | undefined
  for (const [column, index] of Object.entries(list.leads)) {
    const own = conditions.filter((each) => each.column === column && leads(each))
    if (own.length === 0) continue
    const largest = column.endsWith('.queue_id') ? Math.min(most, MOST_ROWS) : most
    const limit = Math.min(best?.size ?? Infinity, largest + 1)
    const size = await countIn(db, list, { index, conditions: own, limit })
    if (size < limit) best = { index, size }
  }
  return best
}

const leads = ({ operator, values }: Condition) =>
  LEADING.includes(operator) || (operator === 'isnull' && values[0] === true)

/** How many rows match, no further than `limit`. */
export async function countIn(
  db: Db,
  list: PartList,
  { index, conditions, limit }: { index: string; conditions: Condition[]; limit: number },
): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count
    from (select 1 from ${using(db, list, index)} where ${allOf(db, list, conditions)}
      limit ${limit}) as found`.execute(db)
  return Number(rows[0]!.count)
}

/** The ids of a page: what a part of the list holds is sorted, or the index of the order is walked. */
export async function idsOfPage(
  db: Db,
  list: PartList,
  { find, range, slice }: { find: Find; range: Range | undefined; slice: Slice },
): Promise<number[]> {
  const order = find.orders[0]!
  // Other indexes hold dates and sizes, but no names.
  const isNarrow = !order.column.endsWith('.filename') || (range?.size ?? 0) <= MOST_ROWS
  const index = range && isNarrow ? range.index : indexOf(list, find.conditions, order.column)
  const { rows } = await sql<{ id: number }>`select id from ${using(db, list, index)}
    where ${allOf(db, list, find.conditions)}
    order by ${inOrder(order)} limit ${slice.limit} offset ${slice.offset}`.execute(db)
  return rows.map(({ id }) => id)
}

const isOne = ({ operator, values }: Condition) => operator === 'is' && values.length === 1

/** The index that has what is asked in order: that of one value, if it has its rows by their dates. */
export function indexOf({ orders, byDate }: PartList, conditions: Condition[], order: string) {
  const one = conditions.find((each) => byDate[each.column] && isOne(each))
  return one && order.endsWith('.date') ? byDate[one.column]! : orders[order]!
}

export function inOrder({ column, isDescending }: Order): RawBuilder<unknown> {
  const way = isDescending ? sql`desc` : sql`asc`
  return sql`${sql.ref(column)} ${way}, ${sql.ref(`${column.split('.')[0]}.id`)} ${way}`
}

export function allOf(db: Db, { special }: PartList, conditions: Condition[]): RawBuilder<SqlBool> {
  if (conditions.length === 0) return sql`true`
  const each = (condition: Condition) => special?.(db, condition) ?? conditionSql(db, condition)
  return sql.join(conditions.map(each), sql` and `)
}

/** The list by an index of our choice: SQLite does not know which of them leads to few. */
export function using(db: Db, { table }: PartList, index: string): RawBuilder<unknown> {
  if (isPostgres(db)) return sql.table(table)
  return index === BY_ID
    ? sql`${sql.table(table)} not indexed`
    : sql`${sql.table(table)} indexed by ${sql.ref(index)}`
}
