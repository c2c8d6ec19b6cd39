import type { Selectable } from 'kysely'
import type { Db } from '../db/index.ts'
import type { JobTable } from '../db/schema.ts'
import { secondsAfter, toStored } from '../lib/time.ts'
import type { JobName, Jobs } from './queue.ts'

/** What is done for each name. A job whose name is not here waits until a version that knows it. */
export type Handlers = { [Name in JobName]?: (payload: Jobs[Name]) => Promise<void> }

/** Seconds to wait after the first failure, the second, … After the last one the job stays, unrun. */
const RETRY_SECONDS = [10, 60, 600, 3600, 21_600]
const LEASE_SECONDS = 60

/** Runs the next due job. Says whether there was one, so that a caller can go on until all are done. */
export async function runNextJob(db: Db, handlers: Handlers, now: Date): Promise<boolean> {
  const job = await claim(db, Object.keys(handlers), now)
  if (!job) return false
  try {
    await (handlers[job.name as JobName] as (payload: object) => Promise<void>)(job.payload)
    await db.deleteFrom('job').where('id', '=', job.id).execute()
  } catch (error) {
    const wait = RETRY_SECONDS[job.attempts - 1] ?? 0
    await db
      .updateTable('job')
      .set({ run_at: toStored(secondsAfter(now, wait)), last_error: String(error).slice(0, 2000) })
      .where('id', '=', job.id)
      .execute()
  }
  return true
}

/**
 * Taking a job only postpones it: should this process die, the job comes back by itself. It is looked
 * for before it is taken, so that a process with nothing to do writes nothing.
 */
async function claim(
  db: Db,
  names: string[],
  now: Date,
): Promise<Selectable<JobTable> | undefined> {
  const due = await db
    .selectFrom('job')
    .select(['id', 'run_at'])
    .where('run_at', '<=', toStored(now))
    .where('attempts', '<=', RETRY_SECONDS.length)
    .where('name', 'in', names)
    .orderBy('run_at')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
  if (!due) return undefined

  const taken = await db
    .updateTable('job')
    .set((row) => ({
      attempts: row('attempts', '+', 1),
      run_at: toStored(secondsAfter(now, LEASE_SECONDS)),
    }))
    .where('id', '=', due.id)
    .where('run_at', '=', due.run_at)
    .returningAll()
    .executeTakeFirst()
  // Another worker was quicker: there may be more for both.
  return taken ?? claim(db, names, now)
}

/** Works until `signal` says stop, looking for jobs once a second when there are none. */
export async function work(
  db: Db,
  handlers: Handlers,
  { signal, now, onError }: Working,
): Promise<void> {
  while (!signal.aborted) {
    try {
      if (await runNextJob(db, handlers, now())) continue
    } catch (error) {
      // The database is busy, or away for a moment: what is due now is due a second later too.
      onError(error)
    }
    await pause(1000, signal)
  }
}

export interface Working {
  signal: AbortSignal
  now: () => Date
  onError: (error: unknown) => void
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true })
  })
}
