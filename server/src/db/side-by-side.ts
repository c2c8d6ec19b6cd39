import { type Expression, type RawBuilder, sql } from 'kysely'
import { type Db, isPostgres } from './index.ts'

interface Page {
  order: RawBuilder<unknown>
  limit: Expression<unknown>
  offset: Expression<unknown>
}

/**
 * The union of selects that an index serves in one order each, for a page in that order. SQLite merges
 * them as far as the page. PostgreSQL would read and sort all of their rows: each is told by itself
 * how far that is.
 */
export function sideBySide(
  db: Db,
  selects: RawBuilder<unknown>[],
  { order, limit, offset }: Page,
): RawBuilder<unknown> {
  const far = sql`cast(${limit} as bigint) + cast(${offset} as bigint)`
  const all =
    isPostgres(db) && selects.length > 1
      ? selects.map(
          (select, index) =>
            sql`select * from (${select} order by ${order} limit ${far}) as ${sql.ref(`part${index}`)}`,
        )
      : selects
  return sql.join(all, sql` union all `)
}
