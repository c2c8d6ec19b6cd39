import type { Kysely } from 'kysely'
import type { Db, Tx } from '../db/index.ts'
import type { toBeChanged } from '../db/locks.ts'
import { notFound } from '../lib/errors.ts'
import type { List } from './list.ts'

/** A row and its queues; those of a list that has none are none. */
export type Entry<Row> = Row & { queues: number[] }

// oxlint-disable-next-line no-explicit-any -- which table it is, the list says
export const anyTable = (db: Db | Tx) => db as unknown as Kysely<any>

/** A row as it is, locked, with all of its queues. */
export async function entryOf<Row extends { id: number }>(
  db: Db,
  list: List<Row>,
  id: number,
  locked?: typeof toBeChanged,
): Promise<Entry<Row>> {
  const query = anyTable(db).selectFrom(list.table).selectAll().where('id', '=', id)
  const found = locked ? locked(db, query) : query
  const row = (await found.executeTakeFirst()) as Row | undefined
  if (!row) throw notFound()
  if (!list.queues) return { ...row, queues: [] }
  const { table, owner } = list.queues
  const links = anyTable(db).selectFrom(table).select('queue_id').where(owner, '=', id)
  const queues = (await links.orderBy('queue_id').execute()).map(({ queue_id }) => queue_id)
  return { ...row, queues }
}

/** Links a row to these queues instead of those it had. */
export async function relink<Row extends { id: number }>(
  tx: Tx,
  list: List<Row>,
  id: number,
  queues: number[],
) {
  const { table, owner } = list.queues!
  await anyTable(tx).deleteFrom(table).where(owner, '=', id).execute()
  await link(tx, list, id, queues)
}

/** Links a new row to queues. */
export async function link<Row extends { id: number }>(
  tx: Tx,
  { queues: links }: List<Row>,
  id: number,
  queues: number[],
) {
  if (!links || queues.length === 0) return
  const rows = queues.map((queue_id) => ({ [links.owner]: id, queue_id }))
  await anyTable(tx).insertInto(links.table).values(rows).execute()
}
