import { recordChange } from '../audit/record.ts'
import type { Context } from '../context.ts'
import { inTransaction, isDuplicate, type Tx } from '../db/index.ts'
import { toBeChanged, toBeDeleted } from '../db/locks.ts'
import type { KbCategoryRow } from '../db/schema.ts'
import type { ParsedValues } from '../http/fields/parse.ts'
import { conflict, invalid, notFound } from '../lib/errors.ts'
import type { Writable } from '../queues/access.ts'
import type { Actor } from '../users/queries.ts'
import { requireWriter } from './access.ts'
import type { CategoryFields } from './schema.ts'

type Given = ParsedValues<typeof CategoryFields>

/** Adds a category, in which items can be written at once. */
export async function createCategory(ctx: Context, actor: Actor, given: Given): Promise<number> {
  await requireWriter(ctx, actor, given.queue ?? null)
  return inTransaction(ctx.db, async (tx) => {
    const after = await tx
      .insertInto('kb_category')
      .values({
        name: given.name!,
        title: given.title!,
        slug: given.slug!,
        description: given.description ?? '',
        public: given.public ?? true,
        queue_id: given.queue ?? null,
      })
      .returningAll()
      .executeTakeFirstOrThrow()
    await record(ctx, tx, { actor, action: 'created', category: after, after })
    return after.id
  }).catch(refuseDuplicate)
}

/** Changes what is given of a category. Whoever moves it to another queue has to manage both. */
export async function changeCategory(
  ctx: Context,
  actor: Actor,
  { id }: Writable<KbCategoryRow>,
  given: Given,
): Promise<void> {
  if (given.queue !== undefined) await requireWriter(ctx, actor, given.queue)
  const { queue, id: _, ...own } = given
  const columns = queue === undefined ? own : { ...own, queue_id: queue }
  await inTransaction(ctx.db, async (tx) => {
    const before = await ofId(tx, id)
    if (Object.keys(columns).length === 0) return
    const after = await tx
      .updateTable('kb_category')
      .set(columns as Partial<KbCategoryRow>)
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow()
    await record(ctx, tx, { actor, action: 'edited', category: after, before, after })
  }).catch(refuseDuplicate)
}

/** Deletes an empty category. Items would go with it, so one that has any stays. */
export async function deleteCategory(
  ctx: Context,
  actor: Actor,
  { id }: Writable<KbCategoryRow>,
): Promise<void> {
  await inTransaction(ctx.db, async (tx) => {
    const before = await ofId(tx, id, toBeDeleted)
    const items = tx.selectFrom('kb_item').select('id').where('category_id', '=', id).limit(1)
    if (await items.executeTakeFirst()) {
      throw conflict('This category has items: move them to another one, or delete them first.')
    }
    await tx.deleteFrom('kb_category').where('id', '=', id).execute()
    await record(ctx, tx, { actor, action: 'deleted', category: before, before })
  })
}

async function ofId(tx: Tx, id: number, locked = toBeChanged): Promise<KbCategoryRow> {
  const query = tx.selectFrom('kb_category').selectAll().where('id', '=', id)
  const row = await locked(tx, query).executeTakeFirst()
  if (!row) throw notFound('KnowledgeBaseCategory')
  return row
}

function refuseDuplicate(error: unknown): never {
  if (!isDuplicate(error)) throw error
  throw invalid({ slug: ['A category with this slug already exists.'] })
}

async function record(
  ctx: Context,
  tx: Tx,
  what: {
    actor: Actor
    action: string
    category: KbCategoryRow
    before?: KbCategoryRow
    after?: KbCategoryRow
  },
) {
  const { actor, category, ...change } = what
  await recordChange(tx, actor, {
    ...change,
    kind: 'kb-category',
    id: category.id,
    label: category.slug,
    now: ctx.now(),
  })
}
