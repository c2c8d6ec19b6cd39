import type { Db } from '../db/index.ts'
import { unavailable } from '../lib/errors.ts'
import { limited } from '../lib/limited.ts'

/** A report reads all tickets: more at once would only be slower, each of them. */
const MOST_AT_ONCE = 2
const MOST_WAITING = 10

interface Desk {
  inTurn: <T>(work: () => Promise<T>) => Promise<T>
  underWay: Map<string, Promise<unknown>>
}
const desks = new WeakMap<Db, Desk>()

/**
 * Makes a report: a few at a time, the others wait for their turn, and where too many wait already
 * it is a 503. Whoever asks for the same (`what` says all that it depends on) while it is being made
 * gets that one.
 */
export async function runReport<T>(db: Db, what: object, make: () => Promise<T>): Promise<T> {
  const desk = deskOf(db)
  const key = JSON.stringify(what)
  const known = desk.underWay.get(key) as Promise<T> | undefined
  if (known) return known
  if (desk.underWay.size >= MOST_AT_ONCE + MOST_WAITING) {
    throw unavailable('Too many reports are being made at this moment. Try again soon.')
  }
  const report = desk.inTurn(make).finally(() => desk.underWay.delete(key))
  desk.underWay.set(key, report)
  return report
}

function deskOf(db: Db): Desk {
  const known = desks.get(db)
  if (known) return known
  const desk: Desk = { inTurn: limited(MOST_AT_ONCE), underWay: new Map() }
  desks.set(db, desk)
  return desk
}
