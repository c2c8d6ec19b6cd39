import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import type { SqliteStatement } from 'kysely'

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
export function openSqlite(path: string): Sqlite {
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true })
  const db = new DatabaseSync(path)
  db.exec(`pragma journal_mode = wal; pragma synchronous = full; pragma busy_timeout = 5000;
    pragma foreign_keys = on; pragma cache_size = -16000; pragma temp_store = memory;`)
  const statements = new Map<string, SqliteStatement>()

  return {
    prepare(sql) {
      const known = statements.get(sql)
      if (known) return known
      // Only shapes of queries are kept, never values: when there are this many, start again.
      if (statements.size >= STATEMENTS_KEPT) statements.clear()
      const statement = presented(db.prepare(sql), /^\s*(select|with)\b/i.test(sql))
      statements.set(sql, statement)
      return statement
    },
    close: () => db.close(),
  }
}

function presented(statement: StatementSync, onlyReads: boolean): SqliteStatement {
  const restore = restorer(statement)
  const all = onlyReads ? readRows : writtenRows
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => restore(all(statement, bound(parameters))),
    run: (parameters) => statement.run(...bound(parameters)),
    *iterate(parameters) {
      for (const row of statement.iterate(...bound(parameters))) yield restore([row as Row])[0]
    },
  }
}

/** Whole numbers beyond 2^53 are rare: only where there is one are all of them read as bigints. */
function readRows(statement: StatementSync, values: SQLInputValue[]): Row[] {
  try {
    return statement.all(...values) as Row[]
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_OUT_OF_RANGE') throw error
    const rows = writtenRows(statement, values)
    statement.setReadBigInts(false)
    return rows
  }
}

/** What a write gives back must be read at the first try: a second one would write again. */
function writtenRows(statement: StatementSync, values: SQLInputValue[]): Row[] {
  statement.setReadBigInts(true)
  return (statement.all(...values) as Row[]).map(withNumbers)
}

function withNumbers(row: Row): Row {
  for (const [name, value] of Object.entries(row)) {
    if (typeof value === 'bigint' && Number.isSafeInteger(Number(value))) row[name] = Number(value)
  }
  return row
}

function bound(parameters: ReadonlyArray<unknown>): SQLInputValue[] {
  return parameters.map((value) =>
    typeof value === 'boolean' ? Number(value) : value,
  ) as SQLInputValue[]
}

/** SQLite has no flags and no JSON: what a column was declared as says what its value means. */
function restorer(statement: StatementSync): (rows: Row[]) => Row[] {
  const columns = statement.columns()
  const named = (type: string) => columns.filter((c) => c.type === type).map((c) => c.name)
  const flags = named('boolean')
  const documents = named('json')
  if (flags.length + documents.length === 0) return (rows) => rows
  return (rows) => {
    for (const row of rows) {
      for (const name of flags) if (row[name] !== null) row[name] = row[name] === 1
      for (const name of documents) row[name] = JSON.parse(row[name] as string)
    }
    return rows
  }
}
