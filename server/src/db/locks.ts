import { sql } from 'kysely'
import { type Db, isPostgres, type Tx } from './index.ts'

// SQLite has one writer at a time, which is all the lock there is to have: there these do nothing.

interface Lockable<Query> {
  forNoKeyUpdate(): Query
  forUpdate(): Query
}

/** Rows that are read to be changed: whoever else wants to change them waits, and then reads anew. */
export const toBeChanged = <Query extends Lockable<Query>>(db: Db, query: Query): Query =>
  isPostgres(db) ? query.forNoKeyUpdate() : query

/** Rows that are to go: nothing new can be hung on them either. */
export const toBeDeleted = <Query extends Lockable<Query>>(db: Db, query: Query): Query =>
  isPostgres(db) ? query.forUpdate() : query

/** From here to its end a transaction is the only one that does this, in whichever process. */
export async function oneAtATime(
  tx: Tx,
  what: 'set-up' | 'superusers' | 'dependencies',
): Promise<void> {
  if (!isPostgres(tx)) return
  await sql`select pg_advisory_xact_lock(hashtextextended(${`bellhop ${what}`}, 0))`.execute(tx)
}

/**
 * Waits for all who are writing to these tables, those included of whom only the database still knows:
 * a commit may be on its way to the standby while the process that asked for it is long gone.
 */
export async function afterTheirWriters(tx: Tx, tables: readonly string[]): Promise<void> {
  if (!isPostgres(tx)) return
  // New writers queue behind this: rather not now than for long.
  await sql`set local lock_timeout = '1s'`.execute(tx)
  const names = tables.map((table) => sql.table(table))
  await sql`lock table ${sql.join(names)} in share mode`.execute(tx)
}

/** What a transaction reads is from one moment, however long it takes. Call it before all else. */
export async function readOneMoment(tx: Tx): Promise<void> {
  if (isPostgres(tx)) await sql`set transaction isolation level repeatable read`.execute(tx)
}
