import type { Tx } from '../db/index.ts'
import { prepared } from '../db/prepared.ts'
import { toStored } from '../lib/time.ts'

/** Everything the worker can be asked to do, and what it is told. */
export interface Jobs {
  'mail.send': {
    to: string
    from: string
    subject: string
    template: string
    ticketId: number
    followUpId: number
  }
  'ticket.created': { ticketId: number; followUpId: number }
  'ticket.answered': { ticketId: number; followUpId: number }
  'files.remove': { keys: string[] }
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
