import { isDeepStrictEqual } from 'node:util'
import { type Db, inTransaction, type Tx } from '../db/index.ts'
import { readOneMoment } from '../db/locks.ts'
import { raiseSequences, readSequences } from '../db/sequences.ts'
import { refuseUnlessEmpty } from './empty.ts'
import { type Places, refuseWithoutFiles } from './later-files.ts'
import { countRows, type Row, rowsOf } from './rows.ts'
import { type Table, TABLE_NAMES, TABLES } from './tables.ts'

/** How many rows of each table there are. */
export type Copied = Record<Table, number>

/** Is told how many rows there are to copy and to compare, and then how many have been. */
export interface Watcher {
  start(total: number): void
  step(rows: number): void
}

/**
 * Copies a whole helpdesk into an empty database, ids and all, and compares every row afterwards. The
 * new one holds all of one moment afterwards, or nothing. In SQLite nothing can change in the old one
 * meanwhile; in PostgreSQL it can, and what changes is not copied. Where files were copied before,
 * `places` says from where to where: rows that name later ones are refused.
 */
export function copyRows(from: Db, to: Db, watcher: Watcher, places?: Places): Promise<Copied> {
  return inTransaction(from, async (source) => {
    await readOneMoment(source)
    return inTransaction(to, async (target) => {
      await refuseUnlessEmpty(target)
      // Its own secrets, which nobody has used yet, make way for those of the old one.
      await target.deleteFrom('setting').execute()
      const copied = {} as Copied
      for (const table of TABLE_NAMES) copied[table] = await countRows(source, table)
      const rows = Object.values(copied).reduce((sum, count) => sum + count, 0)
      watcher.start(2 * rows + (places ? copied.attachment + copied.kb_attachment : 0))
      for (const table of TABLE_NAMES) await copyTable({ source, target, watcher }, table)
      await restoreMerges(source, target)
      await raiseSequences(target, await readSequences(source))
      for (const table of TABLE_NAMES) await compareTable({ source, target, watcher }, table)
      if (places) await refuseWithoutFiles(target, places, () => watcher.step(1))
      return copied
    })
  })
}

interface Pair {
  source: Tx
  target: Tx
  watcher: Watcher
}

async function copyTable({ source, target, watcher }: Pair, table: Table) {
  for await (const rows of rowsOf(source, table)) {
    await target
      .insertInto(table)
      .values(rows.map((row) => toInsert(table, row)) as never)
      .execute()
    watcher.step(rows.length)
  }
}

/** A ticket may have been merged into a later one, which is not there yet. JSON is written as text. */
function toInsert(table: Table, row: Row): Row {
  if (table === 'ticket') return { ...row, merged_to_id: null }
  const values = Object.entries(row).map(([name, value]) => [
    name,
    typeof value === 'object' && value !== null ? JSON.stringify(value) : value,
  ])
  return Object.fromEntries(values) as Row
}

async function restoreMerges(source: Tx, target: Tx) {
  const merged = await source
    .selectFrom('ticket')
    .select(['id', 'merged_to_id'])
    .where('merged_to_id', 'is not', null)
    .execute()
  for (const { id, merged_to_id } of merged) {
    await target.updateTable('ticket').set({ merged_to_id }).where('id', '=', id).execute()
  }
}

async function compareTable({ source, target, watcher }: Pair, table: Table) {
  const copies = rowsOf(target, table)
  for await (const rows of rowsOf(source, table)) {
    const { value: found } = await copies.next()
    rows.forEach((row, at) => {
      if (isDeepStrictEqual({ ...row }, { ...found?.[at] })) return
      const key = TABLES[table].map((column) => String(row[column])).join(', ')
      throw new Error(`The row ${key} of "${table}" is not the same in the new database.`)
    })
    watcher.step(rows.length)
  }
  if (!(await copies.next()).done) throw new Error(`There are rows too many in "${table}".`)
}
