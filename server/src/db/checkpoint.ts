import { statSync } from 'node:fs'
import type { Sqlite } from './sqlite.ts'

const LARGEST_LOG = 32_000_000
const LOOK_EVERY_MS = 5000
const LONGEST_WAIT_MS = 100

/**
 * Gives what is to be called after a commit. SQLite starts its log of writes anew at a moment when
 * nobody reads, and readers of several processes may leave none: then the log would grow without
 * end. Once it is large, this waits for those who are reading; whoever comes later reads without it.
 */
export function keepLogSmall(path: string, writer: Sqlite): () => void {
  let looked = -Infinity

  return () => {
    if (performance.now() - looked < LOOK_EVERY_MS) return
    looked = performance.now()
    const size = statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0
    if (size < LARGEST_LOG) return
    writer.prepare(`pragma busy_timeout = ${LONGEST_WAIT_MS}`).all([])
    writer.prepare('pragma wal_checkpoint(truncate)').all([])
    writer.prepare('pragma busy_timeout = 0').all([])
  }
}
