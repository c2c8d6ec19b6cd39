import { type RawBuilder, sql } from 'kysely'
import type { Db, Tx } from '../db/index.ts'
import { FOLLOW_UP_COLUMNS } from '../db/place.ts'
import { type Table, TABLES } from './tables.ts'

export type Row = Record<string, unknown>

const BATCH = 1000

/** All rows of a table in the order of their key, some at a time: a million fit into no memory. */
export async function* rowsOf(tx: Tx, table: Table): AsyncGenerator<Row[]> {
  const key = TABLES[table]
  const columns = sql.join(key.map((column) => sql.ref(column)))
  const all =
    table === 'followup' ? sql.join(FOLLOW_UP_COLUMNS.map((column) => sql.ref(column))) : sql`*`
  let last: unknown[] | null = null
  while (true) {
    const beyond: RawBuilder<unknown> = last ? sql`where (${columns}) > (${sql.join(last)})` : sql``
    const { rows }: { rows: Row[] } =
      await sql<Row>`select ${all} from ${sql.table(table)} ${beyond}
      order by ${columns} limit ${BATCH}`.execute(tx)
    if (rows.length > 0) yield rows
    if (rows.length < BATCH) return
    last = key.map((column) => rows.at(-1)![column])
  }
}

export async function countRows(db: Db, table: Table): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count
    from ${sql.table(table)}`.execute(db)
  return Number(rows[0]!.count)
}
