import type { Db } from '../db/index.ts'
import { secondsAfter, toStored } from '../lib/time.ts'
import { claim, holdOn } from './claim.ts'
import type { JobName, Jobs } from './queue.ts'

/** What is done for each name. A job whose name is not here waits until a version that knows it. */
export type Handlers = { [Name in JobName]?: (payload: Jobs[Name]) => Promise<void> }

/** Seconds to wait after the first failure, the second, … After the last one the job stays, unrun. */
const RETRY_SECONDS = [10, 60, 600, 3600, 21_600]

/** Runs the next due job. Says whether there was one, so that a caller can go on until all are done. */
export async function runNextJob(db: Db, handlers: Handlers, now: Date): Promise<boolean> {
  const mostAttempts = RETRY_SECONDS.length
  const job = await claim(db, { names: Object.keys(handlers), mostAttempts, now })
  if (!job) return false
  const hold = holdOn(db, job, now)
  try {
    await (handlers[job.name as JobName] as (payload: object) => Promise<void>)(job.payload)
    await db.deleteFrom('job').where('id', '=', job.id).execute()
  } catch (error) {
    const wait = RETRY_SECONDS[job.attempts - 1] ?? 0
    await hold.letGo()
    await db
      .updateTable('job')
      .set({ run_at: toStored(secondsAfter(now, wait)), last_error: inWords(error) })
      .where('id', '=', job.id)
      .where('run_at', '=', hold.until())
      .execute()
  } finally {
    await hold.letGo()
  }
  return true
}

/** PostgreSQL keeps no null characters. */
const inWords = (error: unknown) => String(error).replaceAll('\0', '').slice(0, 2000)

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
