import type { Context } from '../context.ts'
import type { Db } from '../db/index.ts'
import { inByteOrder } from '../db/order.ts'
import type { KbAttachmentRow, KbCategoryRow, KbItemRow } from '../db/schema.ts'
import { formatDateTime } from '../http/fields/represent.ts'
import type { Request } from '../http/types.ts'
import { fileLinks } from '../tickets/attachments/link.ts'

/** A category as the API shows it. */
export const categoryOf = ({ queue_id, ...row }: KbCategoryRow) => ({
  id: row.id,
  name: row.name,
  title: row.title,
  slug: row.slug,
  description: row.description,
  queue: queue_id,
  public: row.public,
})

/** A file of an item as the API shows it. */
export function fileOf(row: KbAttachmentRow, linkTo: ReturnType<typeof fileLinks>) {
  const { id, filename, mime_type, size } = row
  return { id, file: linkTo(row), filename, mime_type, size }
}

/** The files of these items, by name. */
export const filesOf = (db: Db, items: number[]): Promise<KbAttachmentRow[]> =>
  db
    .selectFrom('kb_attachment')
    .selectAll()
    .where('item_id', 'in', items)
    .orderBy(inByteOrder(db, 'filename'))
    .orderBy('id')
    .execute()

/** Items as the API shows them: two queries for what hangs on them, however many they are. */
export async function showItems(ctx: Context, request: Request, rows: KbItemRow[]) {
  if (rows.length === 0) return []
  const ids = rows.map(({ id }) => id)
  const [files, votes] = await Promise.all([
    filesOf(ctx.db, ids),
    votesOf(ctx.db, ids, request.actor?.id),
  ])
  const byItem = Map.groupBy(files, ({ item_id }) => item_id)
  const linkTo = fileLinks(ctx, request)
  return rows.map((row) => ({
    id: row.id,
    category: row.category_id,
    title: row.title,
    question: row.question,
    answer: row.answer,
    enabled: row.enabled,
    order: row.position,
    votes: row.votes,
    recommendations: row.recommendations,
    my_vote: votes.get(row.id) ?? null,
    last_updated: formatDateTime(row.last_updated),
    attachments: (byItem.get(row.id) ?? []).map((file) => fileOf(file, linkTo)),
  }))
}

async function votesOf(db: Db, items: number[], userId: number | undefined) {
  if (userId === undefined) return new Map<number, boolean>()
  const rows = await db
    .selectFrom('kb_vote')
    .select(['item_id', 'helpful'])
    .where('user_id', '=', userId)
    .where('item_id', 'in', items)
    .execute()
  return new Map(rows.map(({ item_id, helpful }) => [item_id, helpful]))
}
