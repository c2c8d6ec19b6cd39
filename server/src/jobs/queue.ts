import type { Tx } from '../db/index.ts'
import { prepared } from '../db/prepared.ts'
import { toStored } from '../lib/time.ts'

/** Everything the worker can be asked to do, and what it is told. */
export interface Jobs {
  'mail.send': Mail
  /** Files whose rows are gone. */
  'files.remove': { keys: string[] }
}

/** `template` names what to say, and to whom it is said: "updated_submitter". */
export interface Mail {
  to: string
  from: string
  subject: string
  template: string
  ticketId: number
  followUpId: number
}

export type JobName = keyof Jobs

const insertJob = prepared<{ name: string; payload: string; run_at: string }, unknown>(
  (db, param) =>
    db.insertInto('job').values({
      name: param('name'),
      payload: param('payload'),
      run_at: param('run_at'),
    }),
)

/** Asks for work to be done once the surrounding transaction has committed. */
export async function enqueue<Name extends JobName>(tx: Tx, name: Name, payload: Jobs[Name]) {
  await insertJob(tx, { name, payload: JSON.stringify(payload), run_at: toStored(new Date()) })
}

/** The same for several at once. */
export async function enqueueAll<Name extends JobName>(tx: Tx, name: Name, payloads: Jobs[Name][]) {
  for (const payload of payloads) await enqueue(tx, name, payload)
}
