import type { Context } from '../../context.ts'
import { inTransaction } from '../../db/index.ts'
import { guessMediaType } from '../../files/media-type.ts'
import type { Upload } from '../../files/store.ts'
import { findQueue } from '../../queues/queries.ts'
import type { Asking } from '../access.ts'
import { visibleFollowUp, visibleTicket } from '../access.ts'
import { type AttachmentRow, insertAttachment } from './queries.ts'
import { storedPath } from './path.ts'

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
  const path = await pathFor(asking, input.followUpId, input.file.filename)
  const filename = input.filename || input.file.filename
  return ctx.files.keepIf([input.file], () =>
    inTransaction(ctx.db, (tx) =>
      insertAttachment(tx, {
        followup_id: input.followUpId,
        key: input.file.key,
        path,
        filename,
        mime_type: input.mimeType || mediaTypeOf(filename),
        size: (input.size || input.file.size) as number,
      }),
    ),
  )
}

export const mediaTypeOf = (filename: string) =>
  guessMediaType(filename) ?? 'application/octet-stream'

/** Where django-helpdesk would keep a file of this follow-up. */
export async function pathFor(asking: Asking, followUpId: number, filename: string) {
  const { ctx }: { ctx: Context } = asking
  const followUp = await visibleFollowUp(asking, followUpId)
  const ticket = await visibleTicket(asking, followUp.ticket_id)
  const { slug } = (await findQueue(ctx.db, ticket.queue_id))!
  return storedPath({ ticket, slug, followUpId }, filename)
}
