import type { Db } from '../db/index.ts'
import type { FileStore } from '../files/store.ts'
import type { Watcher } from './copy.ts'
import { contentOf, digested, digestOf, isSame } from './digest.ts'
import { countNamedFiles, type NamedFile, namedFiles } from './named-files.ts'
import { sideBySide } from './side-by-side.ts'

export interface CopiedFiles {
  copied: number
  /** How many were there already, the same. */
  there: number
  /** Those that rows name, and that are not in the old place. */
  missing: NamedFile[]
}

const MOST_AT_ONCE = 8

/**
 * Copies every file that a row names from one place to another, under the key that it has, and reads
 * each of them back. What is there already and the same is left, so that whatever was broken off
 * can be begun again. The server may be running: what arrives later is copied by the next time.
 */
export async function copyFiles(
  db: Db,
  { from, to }: { from: FileStore; to: FileStore },
  watcher: Watcher,
): Promise<CopiedFiles> {
  const done: CopiedFiles = { copied: 0, there: 0, missing: [] }
  watcher.start(await countNamedFiles(db))
  await sideBySide(namedFiles(db), MOST_AT_ONCE, async (file) => {
    if ((await from.size(file.key)) === null) done.missing.push(file)
    else {
      const found = await look(file.key, from, to)
      if (found !== 'same') await copyFile(file, found, from, to)
      done[found === 'same' ? 'there' : 'copied'] += 1
    }
    watcher.step(1)
  })
  return done
}

/** What there is in the new place under a key. */
type Found = 'nothing' | 'same' | 'other'

async function look(key: string, from: FileStore, to: FileStore): Promise<Found> {
  const [wanted, found] = await Promise.all([from.size(key), to.size(key)])
  if (found === null) return 'nothing'
  if (wanted !== found) return 'other'
  return isSame(await digestOf(from, key), await digestOf(to, key)) ? 'same' : 'other'
}

async function copyFile(file: NamedFile, found: Found, from: FileStore, to: FileStore) {
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
