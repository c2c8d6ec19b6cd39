import { inTransaction } from '../../db/index.ts'
import type { FollowUpRow } from '../../db/schema.ts'
import type { Upload } from '../../files/store.ts'
import { enqueue } from '../../jobs/queue.ts'
import { notFound } from '../../lib/errors.ts'
import type { Asking, Writable } from '../../queues/access.ts'
import { visibleFollowUp } from '../access.ts'
import { mediaTypeOf, placeOf } from './add.ts'
import { lockAttachment } from './lock.ts'
import { storedPath } from './path.ts'
import { type AttachmentRow, findAttachmentToChange } from './queries.ts'

export interface AttachmentChanges {
  followUp?: Writable<FollowUpRow>
  file?: Upload
  filename?: string
  mimeType?: string
  size?: number | bigint
}

/**
 * Changes what is said of a file, or replaces its bytes. As in the reference a replaced file keeps
 * its name, type and size unless they come along; what is emptied is worked out again.
 */
export async function editAttachment(
  asking: Asking,
  before: Writable<AttachmentRow>,
  changes: AttachmentChanges,
): Promise<void> {
  const { ctx } = asking
  const { file, followUp } = changes
  const { id } = before
  const followUpId = followUp?.id ?? before.followup_id
  const place =
    file && (await placeOf(asking, followUp ?? (await visibleFollowUp(asking, followUpId))))
  // Asked beforehand: the storage may be far away, and a transaction must not wait for it.
  const isUnsized = !file && !(changes.size ?? before.size)
  const measured = isUnsized ? await ctx.files.size(before.key) : null
  await ctx.files.keepIf(file ? [file] : [], () =>
    inTransaction(ctx.db, async (tx) => {
      await lockAttachment(tx, asking, { id, ...(followUp && { to: followUp.id }) })
      // Read once more: somebody else may have replaced the bytes, or deleted the file, meanwhile.
      const row = await findAttachmentToChange(tx, id)
      if (!row) throw notFound('FollowUpAttachment')
      const key = file?.key ?? row.key
      const size = (changes.size ?? row.size) || (file?.size ?? measured ?? 0)
      const path = file && place ? await storedPath(tx, place, file.filename) : row.path
      const filename = (changes.filename ?? row.filename) || path
      const mime_type = (changes.mimeType ?? row.mime_type) || mediaTypeOf(filename)
      await tx
        .updateTable('attachment')
        .set({
          ...(followUp && { followup_id: followUp.id }),
          key,
          path,
          filename,
          mime_type,
          size: size as number,
        })
        .where('id', '=', id)
        .execute()
      if (file) await enqueue(tx, 'files.remove', { keys: [row.key] })
    }),
  )
}
