import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import type { SqliteDatabase, SqliteStatement } from 'kysely'

type Row = Record<string, unknown>

const STATEMENTS_KEPT = 500

/**
 * Presents Node's own SQLite to Kysely: no native addon to build. An answered write must be on the
 * disk, so every commit is synced (`synchronous = full`).
 */
export function openSqlite(path: string): SqliteDatabase {
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
      const statement = presented(db.prepare(sql))
      statements.set(sql, statement)
      return statement
    },
    close: () => db.close(),
  }
}

function presented(statement: StatementSync): SqliteStatement {
  const restore = restorer(statement)
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => restore(statement.all(...bound(parameters)) as Row[]),
    run: (parameters) => statement.run(...bound(parameters)),
    *iterate(parameters) {
      for (const row of statement.iterate(...bound(parameters))) yield restore([row as Row])[0]
    },
  }
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
