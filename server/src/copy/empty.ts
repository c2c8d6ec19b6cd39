import type { Db } from '../db/index.ts'
import { conflict } from '../lib/errors.ts'
import { countRows } from './rows.ts'
import { TABLE_NAMES } from './tables.ts'

/** Refuses a database in which somebody has something. Every new one has settings. */
export async function refuseUnlessEmpty(db: Db): Promise<void> {
  for (const table of TABLE_NAMES) {
    if (table === 'setting' || (await countRows(db, table)) === 0) continue
    throw conflict(`The new database is not empty: there are rows in "${table}". Take another one.`)
  }
}
