import { Kysely, PostgresAdapter, PostgresDialect, sql, type Transaction } from 'kysely'
import { Migrator } from 'kysely/migration'
import { changeIsMade } from '../lib/change.ts'
import { conflict } from '../lib/errors.ts'
import { keepLogSmall } from './checkpoint.ts'
import { isPostgresUrl } from '../lib/postgres-url.ts'
import { readDueTickets } from './due-tickets.ts'
import { groupCommits } from './group-commit.ts'
import { migrations } from './migrations/index.ts'
import { isDangling, isDuplicate as isDuplicateRow } from './postgres/faults.ts'
import type { PoolOptions } from './postgres/pool.ts'
import { retriedTransactions } from './postgres/transaction.ts'
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
const SQLITE_CONSTRAINT_UNIQUE = 2067

/** What belongs to an open database besides its connections. */
interface Engine {
  /** SQLite: sees only what was committed, and never waits for a transaction. */
  reader: Reader | undefined
  /** SQLite: where it is, unless it is in memory. */
  file: string | undefined
  inTransaction: InTransaction
  /** The same database for changing tables, which may take longer than other statements. */
  forMigrations: (work: (db: Db) => Promise<string[]>) => Promise<string[]>
}
const engines = new WeakMap<Db, Engine>()

const DEFAULTS: PoolOptions = {
  poolSize: 10,
  connectSeconds: 10,
  statementSeconds: 30,
  tls: 'off',
  caFile: null,
}

/** Opens the database at `sqlite:PATH` or `postgres://…`. The options are for PostgreSQL. */
export function openDb(url: string, options: Partial<PoolOptions> = {}): Db {
  return isPostgresUrl(url) ? openPostgres(url, { ...DEFAULTS, ...options }) : openSqliteDb(url)
}

function openSqliteDb(url: string): Db {
  const path = url.replace(/^sqlite:/, '')
  // A database in memory belongs to its one connection.
  const reader = path === ':memory:' ? undefined : openReader(path)
  const writer = openSqlite(path, reader?.refresh)
  const db: Db = new Kysely<Schema>({
    dialect: sqliteDialect(writer, reader, keepLogSmall(path, writer)),
  })
  engines.set(db, {
    reader,
    file: reader && path,
    inTransaction: groupCommits(db, readDueTickets),
    forMigrations: (work) => withoutForeignKeys(db, work),
  })
  return db
}

/** A table that is made anew is dropped meanwhile, which must not delete what refers to its rows. */
async function withoutForeignKeys(db: Db, work: (db: Db) => Promise<string[]>) {
  await sql`pragma foreign_keys = off`.execute(db)
  try {
    return await work(db)
  } finally {
    await sql`pragma foreign_keys = on`.execute(db)
  }
}

function openPostgres(url: string, options: PoolOptions): Db {
  const connect = (some: Partial<PoolOptions> = {}): Db =>
    new Kysely<Schema>({
      dialect: new PostgresDialect({
        // The driver takes memory that a helpdesk on SQLite needs for nothing.
        pool: async () =>
          (await import('./postgres/pool.ts')).openPool(url, { ...options, ...some }),
      }),
    })
  const db = connect()
  async function forMigrations(work: (db: Db) => Promise<string[]>) {
    await using patient = connect({ poolSize: 2, statementSeconds: 0 })
    return await work(patient)
  }
  engines.set(db, {
    reader: undefined,
    file: undefined,
    inTransaction: retriedTransactions(db),
    forMigrations,
  })
  return db
}

/** Runs `work` in a transaction: all of it is kept, or nothing. What it gives back is on the disk. */
export function inTransaction<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  const engine = engines.get(db)
  const result = engine ? engine.inTransaction(work) : db.transaction().execute(work)
  return result.then(made, explain)
}

function made<T>(result: T): T {
  changeIsMade()
  return result
}

/** What a change refers to was looked up before it began; somebody may have deleted it since. */
function explain(error: unknown): never {
  const { errcode } = error as { errcode?: number }
  if (errcode !== SQLITE_CONSTRAINT_FOREIGNKEY && !isDangling(error)) throw error
  throw conflict('Something that this refers to has just been deleted. Look again, and try again.')
}

/** A second row where there may be one: somebody else was quicker. */
export const isDuplicate = (error: unknown): boolean =>
  (error as { errcode?: number }).errcode === SQLITE_CONSTRAINT_UNIQUE || isDuplicateRow(error)

/** To be told of each request before it reads: see reader.ts. */
export const greetRequest = (db: Db) => engines.get(db)?.reader?.greet()

/** To be told before somebody reads much at once: see reader.ts. */
export const readsMuch = (db: Db) => engines.get(db)?.reader?.map()

/** The connection for statements that only read, outside of any transaction. */
export const readerOf = (db: Db): Reader | undefined => engines.get(db)?.reader

/** The file that this database is, if it is one. */
export const fileOf = (db: Db): string | undefined => engines.get(db)?.file

export const isPostgres = (db: Db) => db.getExecutor().adapter instanceof PostgresAdapter

/** Brings the tables up to date, one process at a time. Says which migrations were run, oldest first. */
export async function migrate(db: Db): Promise<string[]> {
  if (await isUpToDate(db)) return []
  const forMigrations = engines.get(db)?.forMigrations ?? ((work) => work(db))
  return forMigrations(async (patient) => {
    if (isPostgres(patient)) await refuseOldPostgres(patient)
    const provider = { getMigrations: async () => migrations }
    const { error, results } = await new Migrator({ db: patient, provider }).migrateToLatest()
    if (error) throw error
    return (results ?? []).map((result) => result.migrationName)
  })
}

/** Looked at first: to get ready for migrations takes longer than all else at a start. */
async function isUpToDate(db: Db): Promise<boolean> {
  const done = sql<{ name: string }>`select name from kysely_migration order by name`
  try {
    const { rows } = await done.execute(db)
    return rows.map(({ name }) => name).join() === Object.keys(migrations).toSorted().join()
  } catch {
    // A new database does not have that table.
    return false
  }
}

async function refuseOldPostgres(db: Db) {
  const { rows } = await sql<{ version: string }>`
    select current_setting('server_version_num') as version`.execute(db)
  const major = Math.floor(Number(rows[0]?.version) / 10_000)
  if (major < 14) throw conflict(`Bellhop needs PostgreSQL 14 or newer; this is ${major}.`)
}
