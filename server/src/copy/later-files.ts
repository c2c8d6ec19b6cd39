import type { Tx } from '../db/index.ts'
import type { FileStore } from '../files/store.ts'
import { conflict } from '../lib/errors.ts'
import { type NamedFile, namedFiles } from './named-files.ts'
import { someAtOnce } from './some-at-once.ts'

/** Where files were, and where they are to be. */
export interface Places {
  from: FileStore
  to: FileStore
}

/**
 * Refuses rows that name a file which is not in the new place: somebody has added it after the others
 * were copied. One that has been deleted since in the old place is still in the new one.
 */
export async function refuseWithoutFiles(target: Tx, { from, to }: Places, step: () => void) {
  await someAtOnce(namedFiles(target), async ({ key, filename }: NamedFile) => {
    const [old, found] = await Promise.all([from.size(key), to.size(key)])
    if (found === null || (old !== null && old !== found)) {
      throw conflict(
        `The file ${key} (${JSON.stringify(filename)}) has come after the others were copied. ` +
          'No rows were copied. Stop the server, and run this again.',
      )
    }
    step()
  })
}
