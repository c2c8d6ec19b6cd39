import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { READ_DUE } from '../../src/db/due-tickets.ts'
import { answerWith } from './child.ts'
import type { Value, Write } from './writes.ts'

/** Commit these writes to the database at `path`, again and again. */
export interface Commits {
  path: string
  writes: Write[]
  tickets: number
  seconds: number
}

const open = new Map<string, DatabaseSync>()

/** The settings are those of src/db/sqlite.ts. */
function database(path: string): DatabaseSync {
  const known = open.get(path)
  if (known) return known
  const db = new DatabaseSync(path)
  db.exec(`pragma journal_mode = wal; pragma synchronous = full; pragma busy_timeout = 5000;
    pragma foreign_keys = on; pragma cache_size = -4000; pragma temp_store = memory;`)
  open.set(path, db)
  return db
}

function commit({ path, writes, tickets, seconds }: Commits) {
  const db = database(path)
  const [begin, end] = [db.prepare('begin immediate'), db.prepare('commit')]
  const statements = writes.map(({ sql }) => db.prepare(sql))
  const reading = READ_DUE.map((sql) => db.prepare(sql))
  const until = performance.now() + seconds * 1000
  const started = performance.now()
  let commits = 0
  while (performance.now() < until) {
    begin.run()
    writeOnce(writes, statements, 1 + ((commits * 7919) % tickets))
    for (const step of reading) step.run()
    end.run()
    commits += 1
  }
  return { rate: (commits * 1000) / (performance.now() - started) }
}

function writeOnce(writes: Write[], statements: StatementSync[], anyTicket: number) {
  const made = new Map<string, number>()
  writes.forEach(({ table, values }, index) => {
    const bound = values.map((value) => resolve(value, made, anyTicket))
    const row = statements[index]!.get(...bound)
    if (row) made.set(table, Number(row['id']))
  })
}

function resolve(value: Value, made: Map<string, number>, anyTicket: number) {
  if (value === null || typeof value !== 'object') return value
  return 'made' in value ? made.get(value.made)! : anyTicket
}

answerWith(commit)
