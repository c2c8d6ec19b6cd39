import type { Selectable } from 'kysely'
import { type Db, isPostgres } from '../db/index.ts'
import type { JobTable } from '../db/schema.ts'
import { secondsAfter, toStored } from '../lib/time.ts'

export type Job = Selectable<JobTable>

export interface Wanted {
  names: string[]
  mostAttempts: number
  now: Date
}

/** Until then a job is not to be had for anybody else. */
export const LEASE_SECONDS = 60

const leasedUntil = (now: Date) => toStored(secondsAfter(now, LEASE_SECONDS))

/**
 * Takes the next due job. That only postpones it: should this process die, the job comes back by
 * itself. A process with nothing to do writes nothing.
 */
export async function claim(db: Db, wanted: Wanted): Promise<Job | undefined> {
  if (wanted.names.length === 0) return undefined
  return isPostgres(db) ? claimUnlocked(db, wanted) : claimUnchanged(db, wanted)
}

const due = (db: Db, { names, mostAttempts, now }: Wanted) =>
  db
    .selectFrom('job')
    .where('run_at', '<=', toStored(now))
    .where('attempts', '<=', mostAttempts)
    .where('name', 'in', names)
    .orderBy('run_at')
    .orderBy('id')
    .limit(1)

/** Workers that look at the same moment pass over what another one is just taking. */
function claimUnlocked(db: Db, wanted: Wanted): Promise<Job | undefined> {
  return db
    .updateTable('job')
    .set((row) => ({ attempts: row('attempts', '+', 1), run_at: leasedUntil(wanted.now) }))
    .where('id', '=', due(db, wanted).select('id').forUpdate().skipLocked())
    .returningAll()
    .executeTakeFirst()
}

/** It is looked for before it is taken, and taken only if nobody did meanwhile. */
async function claimUnchanged(db: Db, wanted: Wanted): Promise<Job | undefined> {
  const found = await due(db, wanted).select(['id', 'run_at']).executeTakeFirst()
  if (!found) return undefined
  const taken = await db
    .updateTable('job')
    .set((row) => ({ attempts: row('attempts', '+', 1), run_at: leasedUntil(wanted.now) }))
    .where('id', '=', found.id)
    .where('run_at', '=', found.run_at)
    .returningAll()
    .executeTakeFirst()
  // Another worker was quicker: there may be more for both.
  return taken ?? claimUnchanged(db, wanted)
}

/**
 * Keeps a job while it is being done, however long that takes. Gives when it is to be had again, as
 * it is stored: whoever finds another time there has lost the job to somebody.
 */
export function holdOn(db: Db, { id, run_at }: Job, now: Date) {
  const start = performance.now()
  let until = run_at
  let renewing = Promise.resolve()
  const timer = setInterval(() => (renewing = renew().catch(ignored)), (LEASE_SECONDS * 1000) / 3)

  async function renew() {
    const next = leasedUntil(secondsAfter(now, (performance.now() - start) / 1000))
    const { numUpdatedRows } = await db
      .updateTable('job')
      .set({ run_at: next })
      .where('id', '=', id)
      .where('run_at', '=', until)
      .executeTakeFirstOrThrow()
    if (numUpdatedRows > 0) until = next
  }
  return {
    until: () => until,
    async letGo() {
      clearInterval(timer)
      await renewing
    },
  }
}

/** The database is away for a moment; the next turn tries again. */
const ignored = () => {}
