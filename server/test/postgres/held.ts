import { sql } from 'kysely'
import { vi } from 'vitest'
import type { Context } from '../../src/context.ts'
import { type Db, openDb } from '../../src/db/index.ts'

/**
 * Does several things at the same moment: holds a lock (`lock table …`, or rows that are selected for
 * update), starts one after the other, each when those before it wait, and lets go. So each has done
 * whatever it does without that lock, or those of the others; what came of it is given in that order.
 */
export async function whileHeld<T>(
  { config }: Context,
  lock: string,
  works: (() => Promise<T>)[],
): Promise<PromiseSettledResult<T>[]> {
  const db = openDb(config.databaseUrl, { poolSize: 2 })
  const results: Promise<PromiseSettledResult<T>[]>[] = []
  try {
    await db.transaction().execute(async (tx) => {
      await sql.raw(lock).execute(tx)
      for (const work of works) {
        results.push(Promise.allSettled([work()]))
        const isWaiting = async () => (await waitingIn(db)) >= results.length
        await vi.waitUntil(isWaiting, { timeout: 30_000 })
      }
    })
    return (await Promise.all(results)).flat()
  } finally {
    await db.destroy()
  }
}

/** How many connections to this database wait for a lock. */
async function waitingIn(db: Db): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`.execute(db)
  return rows[0]!.count
}
