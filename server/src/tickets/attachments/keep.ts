import type { Tx } from '../../db/index.ts'
import { guessMediaType } from '../../files/media-type.ts'
import type { Upload } from '../../files/store.ts'
import { insertAttachment } from './queries.ts'
import { type Place, storedPath } from './path.ts'

/** The rows of the files that came with a ticket or a follow-up. The bytes are in place already. */
export async function keepAttachments(tx: Tx, place: Place, uploads: readonly Upload[]) {
  for (const { key, filename, mimeType, size } of uploads) {
    await insertAttachment(tx, {
      followup_id: place.followUpId,
      key,
      path: await storedPath(tx, place, filename),
      filename,
      mime_type: mimeType || (guessMediaType(filename) ?? 'application/octet-stream'),
      size,
    })
  }
}
