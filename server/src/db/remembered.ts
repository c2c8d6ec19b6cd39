import { shared } from './shared.ts'
import { type Db, readerOf } from './index.ts'

type Query<P, Row> = (db: Db, values: P) => Promise<Row[]>

const MOST_REMEMBERED = 1000

/**
 * Keeps what a prepared query found until anything is written to the database, by whomever: for
 * rows that every request asks for and hardly anybody changes. Whoever gets them must not change
 * them. A transaction, and an engine that cannot say whether something was written, ask each time;
 * but those who ask the latter at the same moment ask together.
 */
export function remembered<P extends object, Row>(query: Query<P, Row>): Query<P, Row> {
  const kept = new WeakMap<object, { version: number; found: Map<string, Promise<Row[]>> }>()

  const askTogether = shared(query)

  return (db, values) => {
    const reader = readerOf(db)
    if (!reader) return askTogether(db, values)
    const version = reader.version()
    let memory = kept.get(reader)
    if (memory?.version !== version || memory.found.size >= MOST_REMEMBERED) {
      memory = { version, found: new Map() }
      kept.set(reader, memory)
    }
    const key = JSON.stringify(values)
    const known = memory.found.get(key)
    if (known) return known
    const fresh = query(db, values)
    const { found } = memory
    found.set(key, fresh)
    fresh.catch(() => found.delete(key))
    return fresh
  }
}
