import { recordChange } from '../audit/record.ts'
import type { Context } from '../context.ts'
import { inTransaction, isDuplicate, type Tx } from '../db/index.ts'
import { toBeChanged, toBeDeleted } from '../db/locks.ts'
import type { Actor } from '../users/queries.ts'
import type { List } from './list.ts'
import { anyTable, type Entry, entryOf, link, relink } from './rows.ts'

type Given = Record<string, unknown>

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
    const before = await entryOf(tx, list, id, toBeChanged)
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
    const before = await entryOf(tx, list, id, toBeDeleted)
    list.check?.(before)
    await anyTable(tx).deleteFrom(list.table).where('id', '=', id).execute()
    await note(tx, list, { ctx, actor, before })
  })
}

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
