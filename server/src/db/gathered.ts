import { type Db, isPostgres } from './index.ts'

type Key = number | string

interface Lookup<K extends Key, Found> {
  one: (db: Db, key: K) => Promise<Found>
  /** What there is for these keys; whoever is missing in it gets `none`. */
  many: (db: Db, keys: K[]) => Promise<Map<K, Found>>
  none: Found
}

/** The fewer questions may be under way at a time, the more are gathered into the next one. */
const MOST_UNDER_WAY = 2

/**
 * Looks up by a key what many requests look up at the same moment. To PostgreSQL each question is a
 * trip to another process: those that come up while others are on their way go together, and the
 * busier a helpdesk is, the fewer trips a request costs. None is answered by what was read before it
 * was asked. SQLite is in this process, and a transaction sees what no one else does: these ask at once.
 */
export function gathered<K extends Key, Found>(lookup: Lookup<K, Found>) {
  const queues = new WeakMap<Db, (key: K) => Promise<Found>>()

  function queueOf(db: Db) {
    if (!isPostgres(db) || db.isTransaction) return undefined
    const known = queues.get(db)
    if (known) return known
    const made = queue(lookup.none, (keys: K[]) => lookup.many(db, keys))
    queues.set(db, made)
    return made
  }

  const one = (db: Db, key: K): Promise<Found> => queueOf(db)?.(key) ?? lookup.one(db, key)

  async function several(db: Db, keys: K[]): Promise<Map<K, Found>> {
    // For one alone a plain comparison is quicker than a list.
    if (keys.length > 1 && !queueOf(db)) return lookup.many(db, keys)
    return new Map(await Promise.all(keys.map(async (key) => [key, await one(db, key)] as const)))
  }
  return { one, several }
}

function queue<K extends Key, Found>(
  none: Found,
  ask: (keys: K[]) => Promise<Map<K, Found>>,
): (key: K) => Promise<Found> {
  let waiting = new Map<K, PromiseWithResolvers<Found>>()
  let underWay = 0
  let isPlanned = false

  /** Once all requests that have just come in were looked at. */
  function plan() {
    if (isPlanned || underWay === MOST_UNDER_WAY || waiting.size === 0) return
    isPlanned = true
    setImmediate(() => {
      isPlanned = false
      void send()
    })
  }

  async function send() {
    const sent = waiting
    waiting = new Map()
    underWay += 1
    try {
      const found = await ask([...sent.keys()])
      for (const [key, { resolve }] of sent) resolve(found.get(key) ?? none)
    } catch (error) {
      for (const { reject } of sent.values()) reject(error)
    }
    underWay -= 1
    plan()
  }

  return (key) => {
    const asked = waiting.get(key) ?? Promise.withResolvers<Found>()
    waiting.set(key, asked)
    plan()
    return asked.promise
  }
}
