import { DatabaseSync } from 'node:sqlite'
import { sql } from 'kysely'
import { openDb } from '../src/db/index.ts'
import { isPostgresUrl } from '../src/lib/postgres-url.ts'

export type Row = Record<string, unknown>

/** A helpdesk's database as whoever looks at it from outside sees it: what was committed. */
export interface Outside {
  isPostgres: boolean
  read: (query: string) => Promise<Row[]>
  close: () => Promise<void>
}

export function outside(databaseUrl: string): Outside {
  if (isPostgresUrl(databaseUrl)) {
    const db = openDb(databaseUrl, { poolSize: 1 })
    return {
      isPostgres: true,
      read: async (query) => (await sql.raw<Row>(query).execute(db)).rows,
      close: () => db.destroy(),
    }
  }
  const db = new DatabaseSync(databaseUrl.slice('sqlite:'.length), { readOnly: true })
  return {
    isPostgres: false,
    read: async (query) => db.prepare(query).all(),
    close: async () => db.close(),
  }
}
