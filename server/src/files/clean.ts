import { setTimeout as pause } from 'node:timers/promises'
import type { FileStore } from './store.ts'

const HOUR_MS = 3_600_000
/** A request is cut off after ten minutes; clocks may differ by some more. */
const LONGEST_ARRIVAL_MS = 24 * HOUR_MS

export interface Cleaning {
  isNamed: (key: string) => Promise<boolean>
  signal: AbortSignal
  now: () => Date
  onError: (error: unknown) => void
}

/** Throws away what crashed processes left half done. */
export const cleanOnce = (files: FileStore, { isNamed, now }: Pick<Cleaning, 'isNamed' | 'now'>) =>
  files.clearUp(isNamed, new Date(now().getTime() - LONGEST_ARRIVAL_MS))

/** The same now and every hour, until the signal says stop. */
export async function keepClean(files: FileStore, cleaning: Cleaning): Promise<void> {
  const { isNamed, signal, now, onError } = cleaning
  while (!signal.aborted) {
    try {
      await cleanOnce(files, { isNamed, now })
    } catch (error) {
      onError(error)
    }
    await pause(HOUR_MS, null, { signal }).catch(() => {})
  }
}
