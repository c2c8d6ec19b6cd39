import { inTransaction } from '../../db/index.ts'
import { guessMediaType } from '../../files/media-type.ts'
import type { Upload } from '../../files/store.ts'
import { findQueue } from '../../queues/queries.ts'
import type { Asking } from '../access.ts'
import { visibleFollowUp, visibleTicket } from '../access.ts'
import { type AttachmentRow, insertAttachment } from './queries.ts'
import { type Place, storedPath } from './path.ts'

export interface NewAttachment {
  followUpId: number
  file: Upload
  filename: string
  mimeType: string
  size: number | bigint
}

/** Adds a file to a follow-up. What is not said of it is taken from the file. */
export async function addAttachment(asking: Asking, input: NewAttachment): Promise<AttachmentRow> {
  const { ctx } = asking
  const place = await placeOf(asking, input.followUpId)
  const filename = input.filename || input.file.filename
  return ctx.files.keepIf([input.file], () =>
    inTransaction(ctx.db, async (tx) =>
      insertAttachment(tx, {
        followup_id: input.followUpId,
        key: input.file.key,
        path: await storedPath(tx, place, input.file.filename),
        filename,
        mime_type: input.mimeType || mediaTypeOf(filename),
        size: (input.size || input.file.size) as number,
      }),
    ),
  )
}

export const mediaTypeOf = (filename: string) =>
  guessMediaType(filename) ?? 'application/octet-stream'

/** Where django-helpdesk would keep the files of this follow-up. */
export async function placeOf(asking: Asking, followUpId: number): Promise<Place> {
  const followUp = await visibleFollowUp(asking, followUpId)
  const ticket = await visibleTicket(asking, followUp.ticket_id)
  const { slug } = (await findQueue(asking.ctx.db, ticket.queue_id))!
  return { ticket, slug, followUpId }
}
