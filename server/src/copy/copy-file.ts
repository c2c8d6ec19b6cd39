import type { FileStore } from '../files/store.ts'
import { contentOf, digested, digestOf, isSame } from './digest.ts'
import type { NamedFile } from './named-files.ts'

/** What there is in the new place under a key. */
type Found = 'nothing' | 'same' | 'other'

export async function look(key: string, from: FileStore, to: FileStore): Promise<Found> {
  const [wanted, found] = await Promise.all([from.size(key), to.size(key)])
  if (found === null) return 'nothing'
  if (wanted !== found) return 'other'
  return isSame(await digestOf(from, key), await digestOf(to, key)) ? 'same' : 'other'
}

/** Copies a file, and reads it back. */
export async function copyFile(file: NamedFile, found: Found, from: FileStore, to: FileStore) {
  const { key, filename, mime_type } = file
  const { content, digest } = digested(await contentOf(from, key))
  const upload = await to.receive(filename, mime_type, content, key)
  const wanted = digest()
  try {
    if (found === 'other') await to.remove([key])
    await to.keepIf([upload], async () => {
      if (isSame(await digestOf(to, key), wanted)) return
      throw new Error(`The file ${key} ("${filename}") is not the same in the new place.`)
    })
  } catch (error) {
    // Another run may have been quicker.
    if ((await look(key, from, to)) !== 'same') throw error
  } finally {
    await to.discard(upload)
  }
}
