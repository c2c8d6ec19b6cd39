import { Kysely, PostgresAdapter, type Transaction } from 'kysely'
import { Migrator } from 'kysely/migration'
import { conflict } from '../lib/errors.ts'
import { keepLogSmall } from './checkpoint.ts'
import { groupCommits } from './group-commit.ts'
import { migrations } from './migrations/index.ts'
import type { Schema } from './schema.ts'
import { openReader, type Reader } from './reader.ts'
import { sqliteDialect } from './sqlite-dialect.ts'
import { openSqlite } from './sqlite.ts'

/** The database, or a transaction on it: a query never needs to know which. */
export type Db = Kysely<Schema>

/** A transaction: a function that asks for one must not be called outside of it. */
export type Tx = Transaction<Schema>

type InTransaction = <T>(work: (tx: Tx) => Promise<T>) => Promise<T>

const SQLITE_CONSTRAINT_FOREIGNKEY = 787

/** What belongs to an open SQLite database besides its writing connection. */
interface Engine {
  /** Sees only what was committed, and never waits for a transaction. */
  reader: Reader | undefined
  inTransaction: InTransaction
}
const engines = new WeakMap<Db, Engine>()

/** Opens the database at `sqlite:PATH`. */
export function openDb(url: string): Db {
  const path = url.replace(/^sqlite:/, '')
  // A database in memory belongs to its one connection.
  const reader = path === ':memory:' ? undefined : openReader(path)
  const writer = openSqlite(path, reader?.refresh)
  const db: Db = new Kysely<Schema>({
    dialect: sqliteDialect(writer, reader, keepLogSmall(path, writer)),
  })
  engines.set(db, { reader, inTransaction: groupCommits(db) })
  return db
}

/** Runs `work` in a transaction: all of it is kept, or nothing. What it gives back is on the disk. */
export function inTransaction<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  const engine = engines.get(db)
  const result = engine ? engine.inTransaction(work) : db.transaction().execute(work)
  return result.catch(explain)
}

/** What a change refers to was looked up before it began; somebody may have deleted it since. */
function explain(error: unknown): never {
  if ((error as { errcode?: number }).errcode !== SQLITE_CONSTRAINT_FOREIGNKEY) throw error
  throw conflict('Something that this refers to has just been deleted. Look again, and try again.')
}

/** The connection for statements that only read, outside of any transaction. */
export const readerOf = (db: Db): Reader | undefined => engines.get(db)?.reader

export const isPostgres = (db: Db) => db.getExecutor().adapter instanceof PostgresAdapter

/** Brings the tables up to date. Says which migrations were run, oldest first. */
export async function migrate(db: Db): Promise<string[]> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } })
  const { error, results } = await migrator.migrateToLatest()
  if (error) throw error
  return (results ?? []).map((result) => result.migrationName)
}
