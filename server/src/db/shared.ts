import { setImmediate as turn } from 'node:timers/promises'
import { type Db, isPostgres } from './index.ts'

/** What is asked with the same values: what is under way, and what waits for that. */
interface Asked<Row> {
  running?: Promise<Row[]> | undefined
  next?: Promise<Row[]> | undefined
}

/**
 * Those who ask PostgreSQL the very same, while the answer to an earlier question of that kind is on
 * its way, share the next one. Who asks with other values does not wait for them. See gathered.ts.
 */
export function shared<P extends object, Row>(
  query: (db: Db, values: P) => Promise<Row[]>,
): (db: Db, values: P) => Promise<Row[]> {
  const known = new WeakMap<Db, Map<string, Asked<Row>>>()

  return (db, values) => {
    if (!isPostgres(db) || db.isTransaction) return query(db, values)
    const all = known.get(db) ?? new Map<string, Asked<Row>>()
    known.set(db, all)
    const key = JSON.stringify(values)
    const asked = all.get(key) ?? {}
    all.set(key, asked)
    if (asked.next) return asked.next
    const free: Promise<unknown> = asked.running?.catch(ignored) ?? turn()
    const answer = free
      .then(() => {
        asked.next = undefined
        asked.running = answer
        return query(db, values)
      })
      .finally(() => {
        asked.running = undefined
        if (!asked.next) all.delete(key)
      })
    asked.next = answer
    return answer
  }
}

const ignored = () => {}
