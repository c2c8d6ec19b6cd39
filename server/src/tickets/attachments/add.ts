import { inTransaction } from '../../db/index.ts'
import type { FollowUpRow } from '../../db/schema.ts'
import { guessMediaType } from '../../files/media-type.ts'
import type { Upload } from '../../files/store.ts'
import { type Asking, justWritten, type Seen, type Writable } from '../../queues/access.ts'
import { findQueue } from '../../queues/queries.ts'
import { visibleTicket } from '../access.ts'
import { lockFollowUp } from '../locked.ts'
import { type AttachmentRow, insertAttachment } from './queries.ts'
import { type Place, storedPath } from './path.ts'

export interface NewAttachment {
  followUp: Writable<FollowUpRow>
  file: Upload
  filename: string
  mimeType: string
  size: number | bigint
}

/** Adds a file to a follow-up. What is not said of it is taken from the file. */
export async function addAttachment(
  asking: Asking,
  input: NewAttachment,
): Promise<Writable<AttachmentRow>> {
  const { ctx } = asking
  const place = await placeOf(asking, input.followUp)
  const filename = input.filename || input.file.filename
  return ctx.files.keepIf([input.file], () =>
    inTransaction(ctx.db, async (tx) => {
      await lockFollowUp(tx, asking, input.followUp)
      return justWritten(
        await insertAttachment(tx, {
          followup_id: input.followUp.id,
          key: input.file.key,
          path: await storedPath(tx, place, input.file.filename),
          filename,
          mime_type: input.mimeType || mediaTypeOf(filename),
          size: (input.size || input.file.size) as number,
        }),
      )
    }),
  )
}

export const mediaTypeOf = (filename: string) =>
  guessMediaType(filename) ?? 'application/octet-stream'

/** Where django-helpdesk would keep the files of this follow-up. */
export async function placeOf(asking: Asking, followUp: Seen<FollowUpRow>): Promise<Place> {
  const ticket = await visibleTicket(asking, followUp.ticket_id)
  const { slug } = (await findQueue(asking.ctx.db, ticket.queue_id))!
  return { ticket, slug, followUpId: followUp.id }
}
