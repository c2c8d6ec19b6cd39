import { Readable } from 'node:stream'
import type { FileStore, Upload } from '../../src/files/store.ts'
import { rowsOf } from './fixture-rows.ts'
import { type JsonObject, listAt, textAt } from './json.ts'
import type { Store } from './store.ts'

/** Makes the helpdesk what the fixture says it is, whatever it was before. */
export async function loadFixture(store: Store, files: FileStore, fixture: JsonObject) {
  const uploads = await received(files, fixture)
  const keys = uploads.map(({ key }) => key)
  await files.keepIf(uploads, () => store.replace(rowsOf(fixture, keys)))
  await Promise.all(uploads.map((upload) => files.discard(upload)))
}

function received(files: FileStore, fixture: JsonObject): Promise<Upload[]> {
  return Promise.all(
    listAt(fixture, 'attachments').map((attachment) => {
      const base64 = textAt(attachment, 'content_base64')
      const content = Buffer.from(
        base64 ?? textAt(attachment, 'content') ?? '',
        base64 === undefined ? 'utf8' : 'base64',
      )
      const [name, type] = [textAt(attachment, 'filename'), textAt(attachment, 'mime_type')]
      return files.receive(name ?? '', type ?? '', Readable.from([content]))
    }),
  )
}
