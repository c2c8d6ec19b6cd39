import { type RawBuilder, sql } from 'kysely'
import { type Db, isPostgres } from './index.ts'

/**
 * Text by its bytes, as SQLite sorts it. PostgreSQL sorts as the language of the database does, which
 * whoever made it chose: a list would change its order when a helpdesk moves.
 */
export const inByteOrder = (db: Db, column: string): RawBuilder<string> =>
  isPostgres(db) ? sql`${sql.ref(column)} collate "C"` : sql`${sql.ref(column)}`
