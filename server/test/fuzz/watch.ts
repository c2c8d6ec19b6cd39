import { createHash } from 'node:crypto'
import { onTestFinished } from 'vitest'
import type { Context } from '../../src/context.ts'
import { type Outside, outside } from '../outside.ts'
import { TABLES_OF_FILES } from '../../src/files/named.ts'
import { filesIn } from '../state.ts'

/** Watches a helpdesk's database and files from outside. */
export async function watch({ config }: Context) {
  const db = outside(config.databaseUrl)
  onTestFinished(db.close)
  const tables = await tablesOf(db)
  const counted = tables.filter((name) => name !== 'sign_in_failure')
  const known = new Map<string[], { stamp: unknown; rows: string }>()

  /** The rows are read only where something may have been written since. */
  async function rowsOf(names: string[]): Promise<string> {
    const stamp = await stampOf(db)
    const last = known.get(names)
    if (last && last.stamp === stamp) return last.rows
    const rows = await digestOf(db, names)
    known.set(names, { stamp, rows })
    return rows
  }

  return {
    /** Another text once anything was committed. */
    version: () => (db.isPostgres ? rowsOf(tables) : stampOf(db)),

    /** What all rows say, in a few letters; wrong passwords are counted, and that is not in it. */
    fingerprint: () => rowsOf(counted),

    /** Files that no row names and no job removes, and those that are still arriving. */
    async strayFiles() {
      const rows = await db.read(
        TABLES_OF_FILES.map((table) => `select key from ${table}`).join(' union all '),
      )
      const jobs = await db.read(`select payload from job where name = 'files.remove'`)
      const named = new Set(rows.map(({ key }) => key))
      for (const { payload } of jobs) for (const key of keysIn(payload)) named.add(key)
      return filesIn(config).filter((key) => !named.has(key))
    },
  }
}

/** All but the index of words, which follows from the others. */
async function tablesOf(db: Outside): Promise<string[]> {
  const rows = await db.read(
    db.isPostgres
      ? `select table_name as name from information_schema.tables where table_schema = 'public'`
      : `select name from sqlite_schema where type = 'table' and name not like 'sqlite_%' and name not like 'ticket_text%'`,
  )
  return rows.map(({ name }) => String(name))
}

/** Another value once anything was committed; PostgreSQL's changes with every attempt to write. */
async function stampOf(db: Outside): Promise<unknown> {
  const [row] = await db.read(
    db.isPostgres
      ? 'select pg_snapshot_xmax(pg_current_snapshot())::text as stamp'
      : 'pragma data_version',
  )
  return Object.values(row!)[0]
}

async function digestOf(db: Outside, tables: string[]): Promise<string> {
  if (db.isPostgres) {
    const parts = tables.map(
      (name) => `(select md5(string_agg(t::text, ',' order by t::text)) from "${name}" t)`,
    )
    return JSON.stringify(
      await db.read(`select ${parts.map((part, at) => `${part} a${at}`).join()}`),
    )
  }
  const hash = createHash('sha256')
  for (const table of tables) {
    hash.update(JSON.stringify(await db.read(`select * from "${table}" order by 1, 2`)))
  }
  return hash.digest('hex')
}

function keysIn(payload: unknown): string[] {
  const { keys } = typeof payload === 'string' ? JSON.parse(payload) : payload
  return keys
}
