import { AsyncLocalStorage } from 'node:async_hooks'
import { isDiskFull } from './disk-full.ts'
import { AppError } from './errors.ts'

const changes = new AsyncLocalStorage<{ isMade: boolean }>()

/** Says that something has been committed for whatever is `changing` here. */
export function changeIsMade(): void {
  const change = changes.getStore()
  if (change) change.isMade = true
}

/**
 * Does what may change something. `unavailable` tells to try again, and so promises that nothing was
 * done: where it comes after the commit, while the answer is read, whoever obeyed would do it twice.
 */
export async function changing<T>(work: () => T | Promise<T>): Promise<T> {
  const change = { isMade: false }
  try {
    return await changes.run(change, async () => work())
  } catch (error) {
    if (!change.isMade || !tellsToTryAgain(error)) throw error
    const message = 'The change was made, but the database was lost before it could be shown.'
    throw new AppError('uncertain', message, { cause: error })
  }
}

const tellsToTryAgain = (error: unknown) =>
  isDiskFull(error) || (error instanceof AppError && error.code === 'unavailable')
