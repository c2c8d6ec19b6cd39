import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { conflict } from '../lib/errors.ts'

/**
 * Keeps a second server off a data folder: it would take the uploads that are just arriving for
 * leftovers. The lock is the system's, and is gone with the process however that ends.
 */
export function lockFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const lock = new DatabaseSync(join(folder, 'serve.lock'))
  try {
    lock.exec('pragma busy_timeout = 0; begin exclusive')
  } catch {
    lock.close()
    throw conflict(`Another Bellhop is serving from ${folder} already.`)
  }
  return () => lock.close()
}
