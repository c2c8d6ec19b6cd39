import { type RawBuilder, type SelectQueryBuilder, type SqlBool, sql } from 'kysely'
import { type Db, isPostgres } from '../../db/index.ts'
import type { Condition, Find, Order } from './find.ts'
import type { FilterValue, Links } from './filters.ts'

/** A query of any tables, whose columns are named by an allow-list: see find.ts. */
// oxlint-disable-next-line no-explicit-any -- which tables it joins does not matter here
export type AnyQuery<Row> = SelectQueryBuilder<any, any, Row>

/** How operators that compare are written. */
export const COMPARED = { is: sql`=`, gt: sql`>`, gte: sql`>=`, lt: sql`<`, lte: sql`<=` } as const

/** Narrows a query to the rows that were asked for. */
export function matching<Row>(
  db: Db,
  query: AnyQuery<Row>,
  { conditions, search }: Find,
  searched: readonly string[] = [],
): AnyQuery<Row> {
  let narrowed = query
  for (const condition of conditions) narrowed = narrowed.where(conditionSql(db, condition))
  for (const word of search?.split(/\s+/) ?? []) {
    const found = searched.map((column) => contains(db, column, word))
    narrowed = narrowed.where(sql<SqlBool>`(${sql.join(found, sql` or `)})`)
  }
  return narrowed
}

/** Sorts a query as it was asked for; rows that are alike by their id. */
export function inOrder<Row>(query: AnyQuery<Row>, orders: Order[], id: string): AnyQuery<Row> {
  let sorted = query
  for (const { column, isDescending } of [...orders, { column: id, isDescending: false }]) {
    const direction = isDescending ? sql`desc nulls last` : sql`asc nulls first`
    sorted = sorted.orderBy(sql`${sql.ref(column)} ${direction}`)
  }
  return sorted
}

/** One condition, on a column by its whole name. */
export function conditionSql(db: Db, condition: Condition): RawBuilder<SqlBool> {
  const { column, operator, values, links } = condition
  if (links) return sqlOfLinks(db, condition, links)
  const left = sql.ref(column)
  const [value] = values as [FilterValue]
  switch (operator) {
    case 'isnull':
      return value ? sql`${left} is null` : sql`${left} is not null`
    case 'not':
      return sql`(${left} not in (${sql.join(values)}) or ${left} is null)`
    case 'contains':
      return contains(db, column, String(value))
    case 'startswith':
      return like(db, column, `${escaped(String(value))}%`)
    case 'is':
      return values.length > 1 ? sql`${left} in (${sql.join(values)})` : sql`${left} = ${value}`
    case 'words':
      throw new Error('Words are looked up in an index of their own: see tickets/find.')
    default:
      return sql`${left} ${COMPARED[operator]} ${value}`
  }
}

function sqlOfLinks(db: Db, { links: _, ...condition }: Condition, { table, owner, id }: Links) {
  const own = sql`select 1 from ${sql.table(table)}
    where ${sql.ref(`${table}.${owner}`)} = ${sql.ref(id)}`
  const none = sql<SqlBool>`not exists (${own})`
  if (condition.operator === 'isnull') {
    return condition.values[0] ? none : sql<SqlBool>`exists (${own})`
  }
  return sql<SqlBool>`(exists (${own} and ${conditionSql(db, condition)}) or ${none})`
}

const contains = (db: Db, column: string, text: string) => like(db, column, `%${escaped(text)}%`)

/** SQLite's own `like` takes letters from a to z in any case, PostgreSQL's `ilike` all of them. */
function like(db: Db, column: string, pattern: string): RawBuilder<SqlBool> {
  const name = isPostgres(db) ? sql`ilike` : sql`like`
  return sql`${sql.ref(column)} ${name} ${pattern} escape '\\'`
}

const escaped = (text: string) => text.replaceAll(/[\\%_]/g, String.raw`\$&`)
