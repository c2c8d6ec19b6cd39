import { recordChange } from '../audit/record.ts'
import type { Context } from '../context.ts'
import { inTransaction, type Tx } from '../db/index.ts'
import { toBeChanged, toBeDeleted } from '../db/locks.ts'
import type { KbItemRow } from '../db/schema.ts'
import type { ParsedValues } from '../http/fields/parse.ts'
import { enqueue } from '../jobs/queue.ts'
import { notFound } from '../lib/errors.ts'
import { toStored } from '../lib/time.ts'
import type { Writable } from '../queues/access.ts'
import type { Actor } from '../users/queries.ts'
import { requireWriterIn } from './access.ts'
import type { ItemFields } from './schema.ts'

type Given = ParsedValues<typeof ItemFields>

/** Adds an item to a category. Readers see it at once, unless it says otherwise. */
export async function createItem(ctx: Context, actor: Actor, given: Given): Promise<number> {
  await requireWriterIn(ctx, actor, given.category!)
  return inTransaction(ctx.db, async (tx) => {
    const after = await tx
      .insertInto('kb_item')
      .values({
        category_id: given.category!,
        title: given.title!,
        question: given.question!,
        answer: given.answer!,
        enabled: given.enabled ?? true,
        position: (given.order as number | undefined) ?? null,
        last_updated: toStored(ctx.now()),
      })
      .returningAll()
      .executeTakeFirstOrThrow()
    await record(ctx, tx, { actor, action: 'created', item: after, after: told(after) })
    return after.id
  })
}

/** Changes what is given of an item. Whoever moves it has to be a writer in both categories. */
export async function changeItem(
  ctx: Context,
  actor: Actor,
  { id }: Writable<KbItemRow>,
  given: Given,
): Promise<void> {
  if (given.category) await requireWriterIn(ctx, actor, given.category)
  await inTransaction(ctx.db, async (tx) => {
    const before = await itemToChange(tx, id)
    const after = await tx
      .updateTable('kb_item')
      .set({ ...columnsOf(given), last_updated: toStored(ctx.now()) })
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow()
    const change = { before: told(before), after: told(after) }
    await record(ctx, tx, { actor, action: 'edited', item: after, ...change })
  })
}

/** Deletes an item with its votes and files. Tickets about it stay, and are about nothing then. */
export async function deleteItem(ctx: Context, actor: Actor, { id }: Writable<KbItemRow>) {
  await inTransaction(ctx.db, async (tx) => {
    // Nobody adds a file to it meanwhile, or replaces one.
    const before = await itemToChange(tx, id, toBeDeleted)
    const files = tx.selectFrom('kb_attachment').select('key').where('item_id', '=', id)
    const keys = (await toBeDeleted(tx, files).execute()).map(({ key }) => key)
    await tx.deleteFrom('kb_item').where('id', '=', id).execute()
    if (keys.length > 0) await enqueue(tx, 'files.remove', { keys })
    await record(ctx, tx, { actor, action: 'deleted', item: before, before: told(before) })
  })
}

/** An item that is read to be changed: nobody else does meanwhile. */
export async function itemToChange(tx: Tx, id: number, locked = toBeChanged): Promise<KbItemRow> {
  const query = tx.selectFrom('kb_item').selectAll().where('id', '=', id)
  const row = await locked(tx, query).executeTakeFirst()
  if (!row) throw notFound('KnowledgeBaseItem')
  return row
}

function columnsOf({ category, order, title, question, answer, enabled }: Given) {
  const columns = { category_id: category, position: order, title, question, answer, enabled }
  return Object.fromEntries(
    Object.entries(columns).filter(([, value]) => value !== undefined),
  ) as Partial<KbItemRow>
}

/** Votes are nobody's change of an item, and when it was changed is said anyway. */
const told = ({ votes: _, recommendations: __, last_updated: ___, ...row }: KbItemRow) => row

async function record(
  ctx: Context,
  tx: Tx,
  what: { actor: Actor; action: string; item: KbItemRow; before?: object; after?: object },
) {
  const { actor, item, ...change } = what
  await recordChange(tx, actor, {
    ...change,
    kind: 'kb-item',
    id: item.id,
    label: item.title,
    now: ctx.now(),
  })
}
