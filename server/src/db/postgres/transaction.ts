import { setTimeout as pause } from 'node:timers/promises'
import type { Kysely, Transaction } from 'kysely'
import { OutcomeUnknown } from '../../lib/errors.ts'
import { isConflict, wasLost } from './faults.ts'

const MOST_TRIES = 8

/**
 * Runs transactions beside each other. One that got in another's way, or whose connection broke
 * before its end, has left nothing behind, and is run again. Where it broke while the transaction was
 * committed nobody can say what came of it, and who asked is told so.
 */
export function retriedTransactions<Schema>(db: Kysely<Schema>) {
  return async <T>(work: (tx: Transaction<Schema>) => Promise<T>): Promise<T> => {
    for (let tries = 1; ; tries += 1) {
      let isCommitting = false
      try {
        return await db.transaction().execute(async (tx) => {
          const result = await work(tx)
          isCommitting = true
          return result
        })
      } catch (error) {
        if (isCommitting && wasLost(error)) throw new OutcomeUnknown(error)
        const mayTryAgain = isConflict(error) || wasLost(error)
        if (tries === MOST_TRIES || !mayTryAgain) throw error
        await pause(Math.random() * 5 * 2 ** tries)
      }
    }
  }
}
