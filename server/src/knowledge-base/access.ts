import type { Context } from '../context.ts'
import type { KbCategoryRow, KbItemRow } from '../db/schema.ts'
import type { Request } from '../http/types.ts'
import { forbidden, notFound } from '../lib/errors.ts'
import { includes, visibleQueues, type Writable } from '../queues/access.ts'
import type { Actor } from '../users/queries.ts'

/** The categories that whoever asks may read: staff all of them, everybody else the public ones. */
export const seenCategories = ({ db }: Context, { actor }: Pick<Request, 'actor'>) =>
  db
    .selectFrom('kb_category')
    .selectAll('kb_category')
    .$if(!actor?.isStaff, (query) => query.where('kb_category.public', '=', true))

/** The items that whoever asks may read: for all but staff those that are enabled, in public categories. */
export const seenItems = ({ db }: Context, { actor }: Pick<Request, 'actor'>) =>
  db
    .selectFrom('kb_item')
    .innerJoin('kb_category', 'kb_category.id', 'kb_item.category_id')
    .selectAll('kb_item')
    .$if(!actor?.isStaff, (query) =>
      query.where('kb_category.public', '=', true).where('kb_item.enabled', '=', true),
    )

export async function seenItem(ctx: Context, request: Request, id: number): Promise<KbItemRow> {
  const row = await seenItems(ctx, request).where('kb_item.id', '=', id).executeTakeFirst()
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
