import { sql, type SqlBool } from 'kysely'
import type { Context } from '../context.ts'
import type { KbCategoryRow, KbItemRow } from '../db/schema.ts'
import type { Request } from '../http/types.ts'
import { forbidden, notFound } from '../lib/errors.ts'
import {
  includes,
  isInQueues,
  knownQueues,
  mayReadCategory,
  mayReadItem,
  visibleQueues,
  type Writable,
} from '../queues/access.ts'
import type { Actor } from '../users/queries.ts'

/**
 * The categories that whoever asks may read: those that are public, and for staff also those of no
 * queue, or of one that they may see. A queue that they may not know of is left out of them.
 */
export async function seenCategories(ctx: Context, { actor }: Asks) {
  const queues = await knownQueues(ctx, actor)
  const queue = sql<number | null>`case when ${isInQueues('kb_category.queue_id', queues)}
    then kb_category.queue_id end`
  const categories = ctx.db
    .selectFrom('kb_category')
    .select(['id', 'name', 'title', 'slug', 'description', 'public', queue.as('queue_id')])
    .where(({ or, eb }) =>
      or([eb('public', '=', true), ...(actor?.isStaff ? [mayReadCategory(queues)] : [])]),
    )
  return ctx.db.selectFrom(categories.as('kb_category')).selectAll('kb_category')
}

/**
 * The items that whoever asks may read: those that are enabled, in public categories; for staff also
 * all of categories of no queue, or of one that they may see.
 */
export async function seenItems(ctx: Context, { actor }: Asks) {
  const isForAll = sql<SqlBool>`kb_category.public and kb_item.enabled`
  return ctx.db
    .selectFrom('kb_item')
    .innerJoin('kb_category', 'kb_category.id', 'kb_item.category_id')
    .selectAll('kb_item')
    .where(actor?.isStaff ? mayReadItem(await visibleQueues(ctx, actor)) : isForAll)
}

type Asks = Pick<Request, 'actor'>

export async function seenItem(ctx: Context, request: Request, id: number): Promise<KbItemRow> {
  const items = await seenItems(ctx, request)
  const row = await items.where('kb_item.id', '=', id).executeTakeFirst()
  if (!row) throw notFound('KnowledgeBaseItem')
  return row
}

/**
 * Refuses whoever may not write in a category: those may who manage its queue. What has no queue is
 * for admins.
 */
export async function requireWriter(ctx: Context, actor: Actor, queueId: number | null) {
  const managed = await visibleQueues(ctx, actor, 'manage')
  if (managed !== 'all' && (queueId === null || !includes(managed, queueId))) throw forbidden()
}

/** The category, if they may write in it. */
export async function writableCategory(ctx: Context, actor: Actor, row: KbCategoryRow) {
  await requireWriter(ctx, actor, row.queue_id)
  return row as Writable<KbCategoryRow>
}

/** The item, if they may write in its category. */
export async function writableItem(ctx: Context, actor: Actor, row: KbItemRow) {
  await requireWriterIn(ctx, actor, row.category_id)
  return row as Writable<KbItemRow>
}

/** Whether there is such a category for whoever asks. */
export async function categoryExists(ctx: Context, actor: Actor, id: number): Promise<boolean> {
  const categories = await seenCategories(ctx, { actor })
  return (await categories.where('kb_category.id', '=', id).executeTakeFirst()) !== undefined
}

/** Refuses whoever may not write in the category with this id. */
export async function requireWriterIn(ctx: Context, actor: Actor, categoryId: number) {
  const category = await ctx.db
    .selectFrom('kb_category')
    .select('queue_id')
    .where('id', '=', categoryId)
    .executeTakeFirst()
  if (!category) throw notFound('KnowledgeBaseCategory')
  await requireWriter(ctx, actor, category.queue_id)
}
