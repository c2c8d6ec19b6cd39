import { Kysely, PostgresAdapter, SqliteDialect, type Transaction } from 'kysely'
import { Migrator } from 'kysely/migration'
import { migrations } from './migrations/index.ts'
import type { Schema } from './schema.ts'
import { openSqlite } from './sqlite.ts'

/** The database, or a transaction on it: a query never needs to know which. */
export type Db = Kysely<Schema>

/** A transaction: a function that asks for one must not be called outside of it. */
export type Tx = Transaction<Schema>

/** Opens the database at `sqlite:PATH` (`sqlite::memory:` for one that is gone at the end). */
export function openDb(url: string): Db {
  const path = url.replace(/^sqlite:/, '')
  return new Kysely<Schema>({
    dialect: new SqliteDialect({ database: async () => openSqlite(path) }),
  })
}

/** Runs `work` in a transaction: all of it is kept, or nothing. */
export function inTransaction<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  return db.transaction().execute(work)
}

export const isPostgres = (db: Db) => db.getExecutor().adapter instanceof PostgresAdapter

/** Brings the tables up to date. Says which migrations were run, oldest first. */
export async function migrate(db: Db): Promise<string[]> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } })
  const { error, results } = await migrator.migrateToLatest()
  if (error) throw error
  return (results ?? []).map((result) => result.migrationName)
}
