import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'

/** A folder for what arrives at one process, and at no other. */
export interface Inbox {
  path: string
  /** Lets go of it: it is gone unless something is left in it. */
  close(): void
}

/**
 * Makes an inbox for this process. Whoever holds its lock lives: the lock is the system's, and is
 * gone with the process however that ends.
 */
export function openInbox(folder: string): Inbox {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  for (;;) {
    const path = join(folder, `process-${randomUUID()}`)
    writeFileSync(lockOf(path), '', { flag: 'wx', mode: 0o600 })
    const lock = take(path)
    if (!lock) continue
    const inbox = inboxAt(path, lock)
    // Somebody who was clearing up may have found the lock before it was taken.
    if (existsSync(lockOf(path))) {
      mkdirSync(path, { mode: 0o700 })
      return inbox
    }
    inbox.close()
  }
}

/** The inboxes of processes that are no more: each is ours until the next one is asked for. */
export function* abandonedInboxes(folder: string): Generator<Inbox> {
  if (!existsSync(folder)) return
  for (const name of readdirSync(folder)) {
    if (!name.endsWith(LOCK)) continue
    const path = join(folder, name.slice(0, -LOCK.length))
    const lock = take(path)
    if (!lock) continue
    const inbox = inboxAt(path, lock)
    try {
      yield inbox
    } finally {
      inbox.close()
    }
  }
}

const LOCK = '.lock'
const lockOf = (path: string) => `${path}${LOCK}`

/** The lock of an inbox, or null: somebody else has it, or it is gone. */
function take(path: string): DatabaseSync | null {
  const url = pathToFileURL(lockOf(path))
  url.searchParams.set('mode', 'rw')
  let lock: DatabaseSync | null = null
  try {
    lock = new DatabaseSync(url)
    lock.exec('pragma busy_timeout = 0; pragma journal_mode = memory; begin exclusive')
    return lock
  } catch {
    lock?.close()
    return null
  }
}

function inboxAt(path: string, lock: DatabaseSync): Inbox {
  return {
    path,
    close() {
      try {
        if (existsSync(path)) rmdirSync(path)
        rmSync(lockOf(path), { force: true })
      } catch {
        // What is left in it is looked through by the next one who clears up.
      }
      lock.close()
    },
  }
}
