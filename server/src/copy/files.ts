import type { Db } from '../db/index.ts'
import { isNamed } from '../files/named.ts'
import { copyFile, look } from './copy-file.ts'
import type { Watcher } from './copy.ts'
import type { Places } from './later-files.ts'
import { countNamedFiles, type NamedFile, namedFiles } from './named-files.ts'
import { someAtOnce } from './some-at-once.ts'

export interface CopiedFiles {
  copied: number
  /** How many were there already, the same. */
  there: number
  /** Those that rows name, and that are not in the old place. */
  missing: NamedFile[]
}

/**
 * Copies every file that a row names from one place to another, under the key that it has, and reads
 * each of them back. What is there already and the same is left, so that whatever was broken off
 * can be begun again. The server may be running: what arrives later is copied by the next time.
 */
export async function copyFiles(db: Db, places: Places, watcher: Watcher): Promise<CopiedFiles> {
  const done: CopiedFiles = { copied: 0, there: 0, missing: [] }
  watcher.start(await countNamedFiles(db))
  await someAtOnce(namedFiles(db), async (file) => {
    const outcome = await bring(file, places).catch(async (error: unknown) => {
      if (await isNamed(db, file.key)) throw error
      return 'missing' as const
    })
    if (outcome !== 'missing') done[outcome] += 1
    // It may have been deleted since, together with its row.
    else if (await isNamed(db, file.key)) done.missing.push(file)
    watcher.step(1)
  })
  return done
}

async function bring(file: NamedFile, { from, to }: Places) {
  if ((await from.size(file.key)) === null) return 'missing'
  const found = await look(file.key, from, to)
  if (found === 'same') return 'there'
  await copyFile(file, found, from, to)
  return 'copied'
}
