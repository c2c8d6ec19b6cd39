import { type RawBuilder, sql } from 'kysely'
import { type Db, isPostgres } from './index.ts'

/** The month of a time, in UTC, as "2025-02". SQLite keeps times as such text. */
export const monthOf = (db: Db, column: string): RawBuilder<string> =>
  isPostgres(db)
    ? sql<string>`to_char(${sql.ref(column)} at time zone 'UTC', 'YYYY-MM')`
    : sql<string>`substr(${sql.ref(column)}, 1, 7)`

/** How many days lie between two times, with a fraction. */
export const daysBetween = (
  db: Db,
  from: RawBuilder<unknown>,
  to: RawBuilder<unknown>,
): RawBuilder<number> =>
  isPostgres(db)
    ? sql<number>`(extract(epoch from ${timestamp(to)} - ${timestamp(from)})::float8 / 86400)`
    : sql<number>`(julianday(${to}) - julianday(${from}))`

/** What is given as text has to be said to be a time. */
const timestamp = (time: RawBuilder<unknown>) => sql`cast(${time} as timestamptz)`
