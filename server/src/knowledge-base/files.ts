import { recordChange } from '../audit/record.ts'
import type { Context } from '../context.ts'
import { inTransaction, type Tx } from '../db/index.ts'
import { toBeChanged } from '../db/locks.ts'
import type { KbAttachmentRow, KbItemRow } from '../db/schema.ts'
import { guessMediaType } from '../files/media-type.ts'
import type { Upload } from '../files/store.ts'
import { enqueue } from '../jobs/queue.ts'
import { notFound } from '../lib/errors.ts'
import type { Writable } from '../queues/access.ts'
import type { Actor } from '../users/queries.ts'
import { itemToChange } from './items.ts'

/** A file of an item that somebody may write. */
export interface WritableFile {
  item: Writable<KbItemRow>
  file: KbAttachmentRow
}

/** Adds a file to an item. */
export async function addFile(
  ctx: Context,
  actor: Actor,
  item: Writable<KbItemRow>,
  upload: Upload,
): Promise<KbAttachmentRow> {
  return ctx.files.keepIf([upload], () =>
    inTransaction(ctx.db, async (tx) => {
      // Nobody deletes the item meanwhile.
      await itemToChange(tx, item.id)
      const after = await tx
        .insertInto('kb_attachment')
        .values({ item_id: item.id, ...columnsOf(upload) })
        .returningAll()
        .executeTakeFirstOrThrow()
      await record(ctx, tx, { actor, action: 'created', after })
      return after
    }),
  )
}

/** Puts other bytes in the place of a file; its name and type are those of the new one. */
export async function replaceFile(
  ctx: Context,
  actor: Actor,
  { item, file }: WritableFile,
  upload: Upload,
): Promise<KbAttachmentRow> {
  return ctx.files.keepIf([upload], () =>
    inTransaction(ctx.db, async (tx) => {
      // In this order everywhere: an item, then its files.
      await itemToChange(tx, item.id)
      const before = await fileToChange(tx, file.id)
      const after = await tx
        .updateTable('kb_attachment')
        .set(columnsOf(upload))
        .where('id', '=', file.id)
        .returningAll()
        .executeTakeFirstOrThrow()
      await enqueue(tx, 'files.remove', { keys: [before.key] })
      await record(ctx, tx, { actor, action: 'edited', before, after })
      return after
    }),
  )
}

/** Deletes a file: its row now, its bytes once that has been committed. */
export async function deleteFile(
  ctx: Context,
  actor: Actor,
  { item, file }: WritableFile,
): Promise<void> {
  await inTransaction(ctx.db, async (tx) => {
    await itemToChange(tx, item.id)
    const before = await fileToChange(tx, file.id)
    await tx.deleteFrom('kb_attachment').where('id', '=', file.id).execute()
    await enqueue(tx, 'files.remove', { keys: [before.key] })
    await record(ctx, tx, { actor, action: 'deleted', before })
  })
}

async function fileToChange(tx: Tx, id: number): Promise<KbAttachmentRow> {
  const query = tx.selectFrom('kb_attachment').selectAll().where('id', '=', id)
  const row = await toBeChanged(tx, query).executeTakeFirst()
  if (!row) throw notFound('KnowledgeBaseAttachment')
  return row
}

const columnsOf = ({ key, filename, mimeType, size }: Upload) => ({
  key,
  filename,
  mime_type: mimeType || (guessMediaType(filename) ?? 'application/octet-stream'),
  size,
})

/** Whoever has a key still cannot download by it, but it tells nobody anything either. */
const told = ({ key: _, ...row }: KbAttachmentRow) => row

async function record(
  ctx: Context,
  tx: Tx,
  what: { actor: Actor; action: string; before?: KbAttachmentRow; after?: KbAttachmentRow },
) {
  const { actor, action, before, after } = what
  const { id, filename } = (after ?? before)!
  await recordChange(tx, actor, {
    action,
    kind: 'kb-attachment',
    id,
    label: filename,
    ...(before ? { before: told(before) } : {}),
    ...(after ? { after: told(after) } : {}),
    now: ctx.now(),
  })
}
