import { chmodSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import type { SqliteStatement } from 'kysely'
import { isBusy } from './busy.ts'

type Row = Record<string, unknown>

const STATEMENTS_KEPT = 500

/** A connection, with each statement prepared once. */
export interface Sqlite {
  prepare(sql: string): SqliteStatement
  close(): void
}

/**
 * Presents Node's own SQLite to Kysely: no native addon to build. An answered write must be on the
 * disk, so every commit is synced (`synchronous = full`).
 */
export function openSqlite(path: string, beforeWrite: () => void = () => {}): Sqlite {
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const db = new DatabaseSync(path)
  // Everything is in this file; those that SQLite makes beside it get the same mode.
  if (path !== ':memory:') chmodSync(path, 0o600)
  insist(() => db.exec('pragma busy_timeout = 5000; pragma journal_mode = wal'))
  db.exec(
    `pragma synchronous = full; pragma foreign_keys = on; pragma cache_size = -4000; pragma temp_store = memory;`,
  )
  const statements = new Map<string, SqliteStatement>()

  return {
    prepare(sql) {
      const known = statements.get(sql)
      if (known) return known
      // Only shapes of queries are kept, never values: when there are this many, start again.
      if (statements.size >= STATEMENTS_KEPT) statements.clear()
      const prepared = presented(db.prepare(toWrite(sql)), isRead(sql) ? undefined : beforeWrite)
      const statement = sql === 'rollback' ? unlessDone(prepared, db) : prepared
      statements.set(sql, statement)
      return statement
    },
    close: () => db.close(),
  }
}

/** Of two processes that make one database at the same moment, SQLite refuses one without waiting. */
function insist(attempt: () => void) {
  for (let left = 100; ; left -= 1) {
    try {
      return attempt()
    } catch (error) {
      if (!isBusy(error) || left === 0) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20)
    }
  }
}

// A transaction that begins as a reader may find later that another process has written meanwhile.
const toWrite = (sql: string) => (sql === 'begin' ? 'begin immediate' : sql)

/** After some errors, such as a full disk, SQLite has rolled back already, and would refuse to again. */
const unlessDone = (rollback: SqliteStatement, db: DatabaseSync): SqliteStatement => ({
  ...rollback,
  run: (parameters) =>
    db.isTransaction ? rollback.run(parameters) : { changes: 0, lastInsertRowid: 0 },
})

const isRead = (sql: string) => /^\s*(select|with)\b/i.test(sql)

function presented(statement: StatementSync, beforeWrite?: () => void): SqliteStatement {
  const toRow = rowMaker(statement)
  const read = beforeWrite ? writtenRows : readRows
  statement.setReturnArrays(true)
  return {
    reader: statement.columns().length > 0,
    all(parameters) {
      beforeWrite?.()
      return read(statement, bound(parameters)).map(toRow)
    },
    run(parameters) {
      beforeWrite?.()
      return statement.run(...bound(parameters))
    },
    *iterate(parameters) {
      for (const values of statement.iterate(...bound(parameters))) {
        yield toRow(values as unknown as unknown[])
      }
    },
  }
}

/** Whole numbers beyond 2^53 are rare: only where there is one are all of them read as bigints. */
function readRows(statement: StatementSync, values: SQLInputValue[]): unknown[][] {
  try {
    return statement.all(...values) as unknown as unknown[][]
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_OUT_OF_RANGE') throw error
    try {
      return writtenRows(statement, values)
    } finally {
      statement.setReadBigInts(false)
    }
  }
}

/** What a write gives back must be read at the first try: a second one would write again. */
function writtenRows(statement: StatementSync, values: SQLInputValue[]): unknown[][] {
  statement.setReadBigInts(true)
  return (statement.all(...values) as unknown as unknown[][]).map((row) => row.map(asNumber))
}

const asNumber = (value: unknown) =>
  typeof value === 'bigint' && Number.isSafeInteger(Number(value)) ? Number(value) : value

function bound(parameters: ReadonlyArray<unknown>): SQLInputValue[] {
  return parameters.map((value) =>
    typeof value === 'boolean' ? Number(value) : value,
  ) as SQLInputValue[]
}

/**
 * Makes rows of a statement's values; Node gives them as arrays in a third of the time that objects
 * take. The maker is a program of its own for each statement, `(v) => ({ id: v[0], … })`: rows of one
 * form from the start are what V8 is quick with. SQLite has no flags and no JSON: what a column was
 * declared as says what its value means.
 */
function rowMaker(statement: StatementSync): (values: unknown[]) => Row {
  const members = statement.columns().map(({ name, type }, index) => {
    const read = READERS[type ?? '']?.(`v[${index}]`) ?? `v[${index}]`
    return `${JSON.stringify(name)}: ${read}`
  })
  return new Function('v', `return { ${members.join(', ')} }`) as (values: unknown[]) => Row
}

const READERS: Record<string, ((value: string) => string) | undefined> = {
  boolean: (value) => `${value} === null ? null : ${value} === 1`,
  json: (value) => `${value} === null ? null : JSON.parse(${value})`,
}
