import type { Kysely } from 'kysely'
import { recordChange } from '../audit/record.ts'
import type { Context } from '../context.ts'
import { inTransaction, isDuplicate, type Tx } from '../db/index.ts'
import { toBeChanged, toBeDeleted } from '../db/locks.ts'
import { notFound } from '../lib/errors.ts'
import type { Actor } from '../users/queries.ts'
import type { List } from './list.ts'

type Given = Record<string, unknown>
type Entry<Row> = Row & { queues: number[] }

/** Adds a row to a list, with its queues, and notes who did. Gives its id. */
export async function addRow<Row extends { id: number }>(
  ctx: Context,
  actor: Actor,
  list: List<Row>,
  given: Given,
): Promise<number> {
  return inList(ctx, list, async (tx) => {
    const { queues, columns } = partsOf(list, given)
    const row = await anyTable(tx)
      .insertInto(list.table)
      .values({ ...columns, ...list.added?.(ctx, actor) })
      .returningAll()
      .executeTakeFirstOrThrow()
    await link(tx, list, row.id, queues ?? [])
    const after = { ...row, queues: queues ?? [] } as Entry<Row>
    list.check?.(after)
    await note(tx, list, { ctx, actor, after })
    return row.id
  })
}

/** Changes what is given of a row, and notes who did. */
export async function changeRow<Row extends { id: number }>(
  ctx: Context,
  actor: Actor,
  list: List<Row>,
  { id, given }: { id: number; given: Given },
): Promise<void> {
  await inList(ctx, list, async (tx) => {
    const before = await entry(tx, list, id, toBeChanged)
    list.check?.(before)
    const { queues = before.queues, columns } = partsOf(list, given)
    let row: object = before
    if (Object.keys(columns).length > 0) {
      const update = anyTable(tx).updateTable(list.table).set(columns).where('id', '=', id)
      row = await update.returningAll().executeTakeFirstOrThrow()
    }
    if (queues !== before.queues) await relink(tx, list, id, queues)
    const after = { ...row, queues } as Entry<Row>
    list.check?.(after, before)
    await note(tx, list, { ctx, actor, before, after })
  })
}

/** Deletes a row, and notes who did. */
export async function deleteRow<Row extends { id: number }>(
  ctx: Context,
  actor: Actor,
  list: List<Row>,
  id: number,
): Promise<void> {
  await inList(ctx, list, async (tx) => {
    const before = await entry(tx, list, id, toBeDeleted)
    list.check?.(before)
    await anyTable(tx).deleteFrom(list.table).where('id', '=', id).execute()
    await note(tx, list, { ctx, actor, before })
  })
}

// oxlint-disable-next-line no-explicit-any -- which table it is, the list says
const anyTable = (tx: Tx) => tx as unknown as Kysely<any>

function inList<Row extends { id: number }, T>(
  ctx: Context,
  { duplicate }: List<Row>,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  const explain = (error: unknown) => (duplicate && isDuplicate(error) ? duplicate() : error)
  return inTransaction(ctx.db, work).catch((error: unknown) => Promise.reject(explain(error)))
}

function partsOf<Row extends { id: number }>(list: List<Row>, given: Given) {
  const { queues, ...rest } = given as Given & { queues?: number[] }
  return { queues, columns: list.columns?.(rest) ?? rest }
}

/** A row as it is, locked, with all of its queues. */
async function entry<Row extends { id: number }>(
  tx: Tx,
  list: List<Row>,
  id: number,
  locked: typeof toBeChanged,
): Promise<Entry<Row>> {
  const query = anyTable(tx).selectFrom(list.table).selectAll().where('id', '=', id)
  const row = (await locked(tx, query).executeTakeFirst()) as Row | undefined
  if (!row) throw notFound()
  if (!list.queues) return { ...row, queues: [] }
  const { table, owner } = list.queues
  const links = anyTable(tx).selectFrom(table).select('queue_id').where(owner, '=', id)
  const queues = (await links.orderBy('queue_id').execute()).map(({ queue_id }) => queue_id)
  return { ...row, queues }
}

async function relink<Row extends { id: number }>(
  tx: Tx,
  list: List<Row>,
  id: number,
  queues: number[],
) {
  const { table, owner } = list.queues!
  await anyTable(tx).deleteFrom(table).where(owner, '=', id).execute()
  await link(tx, list, id, queues)
}

async function link<Row extends { id: number }>(
  tx: Tx,
  { queues: links }: List<Row>,
  id: number,
  queues: number[],
) {
  if (!links || queues.length === 0) return
  const rows = queues.map((queue_id) => ({ [links.owner]: id, queue_id }))
  await anyTable(tx).insertInto(links.table).values(rows).execute()
}

async function note<Row extends { id: number }>(
  tx: Tx,
  list: List<Row>,
  what: { ctx: Context; actor: Actor; before?: Entry<Row>; after?: Entry<Row> },
) {
  const { ctx, actor, before, after } = what
  const noted = ({ queues, ...row }: Entry<Row>) => ({
    ...(list.noted?.(row as unknown as Row) ?? row),
    ...(list.queues && { queues }),
  })
  const row = (after ?? before)!
  await recordChange(tx, actor, {
    action: before ? (after ? 'edited' : 'deleted') : 'created',
    kind: list.kind,
    id: row.id,
    label: list.label(row),
    ...(before && { before: noted(before) }),
    ...(after && { after: noted(after) }),
    now: ctx.now(),
  })
}
