import type { Db } from '../db/index.ts'
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

/** Taking a job only postpones it: should this process die, the job comes back by itself. */
async function claim(db: Db, names: string[], now: Date) {
  const due = db
    .selectFrom('job')
    .select('id')
    .where('run_at', '<=', toStored(now))
    .where('attempts', '<=', RETRY_SECONDS.length)
    .where('name', 'in', names)
    .orderBy('run_at')
    .orderBy('id')
    .limit(1)

  return db
    .updateTable('job')
    .set((row) => ({
      attempts: row('attempts', '+', 1),
      run_at: toStored(secondsAfter(now, LEASE_SECONDS)),
    }))
    .where('id', 'in', due)
    .returningAll()
    .executeTakeFirst()
}

/** Works until `signal` says stop, looking for jobs once a second when there are none. */
export async function work(
  db: Db,
  handlers: Handlers,
  { signal, now }: { signal: AbortSignal; now: () => Date },
): Promise<void> {
  while (!signal.aborted) {
    if (!(await runNextJob(db, handlers, now()))) await pause(1000, signal)
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true })
  })
}
