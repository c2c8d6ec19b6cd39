import { type RawBuilder, sql } from 'kysely'
import { type Db, isPostgres, type Tx } from './index.ts'

/** The id of a new follow-up: SQLite does not give one by itself there (migration 005). */
export const nextFollowUpId = (db: Db): RawBuilder<number> =>
  isPostgres(db)
    ? sql<number>`default`
    : sql<number>`(select coalesce(max(value), 0) + 1 from sequence where name = 'followup')`

/** The same for many new follow-ups at once. */
export async function withFollowUpIds<Row extends object>(tx: Tx, rows: Row[]): Promise<Row[]> {
  if (isPostgres(tx)) return rows
  const { rows: found } = await sql<{ id: number }>`select ${nextFollowUpId(tx)} as id`.execute(tx)
  return rows.map((row, index) => ({ ...row, id: found[0]!.id + index }))
}
