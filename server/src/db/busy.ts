import { setTimeout as pause } from 'node:timers/promises'
import { unavailable } from '../lib/errors.ts'

const SQLITE_BUSY = 5
const LONGEST_WAIT_MS = 5000
const LOOK_MS = 1
const RECENTLY_MS = 1000

/** Whether SQLite refused because another connection is writing. What it refused has changed nothing. */
export const isBusy = (error: unknown): boolean =>
  (Number((error as { errcode?: unknown }).errcode) & 0xff) === SQLITE_BUSY

/**
 * Gives the function that does `attempt` once no other process writes. SQLite itself would wait
 * asleep, and nothing else of this process would go on meanwhile.
 */
export function patience(longestMs = LONGEST_WAIT_MS) {
  let metAnother = -Infinity

  return async <T>(attempt: () => T): Promise<T> => {
    const started = performance.now()
    // Whoever writes without a gap starves the others, who find one only by looking again and again.
    if (started - metAnother < RECENTLY_MS) await pause(LOOK_MS)
    for (;;) {
      try {
        return attempt()
      } catch (error) {
        if (!isBusy(error)) throw error
      }
      metAnother = performance.now()
      if (metAnother - started > longestMs) {
        throw unavailable('Others are writing without a pause. Try again in a moment.')
      }
      await pause(LOOK_MS)
    }
  }
}
