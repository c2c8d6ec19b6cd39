import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../db/index.ts'
import { anyOf, listOf } from '../db/prepared.ts'
import type { VisibleQueues } from '../queues/access.ts'

/** How many items a feed has at most. */
export const MOST_ITEMS = 50

/** What is looked for in a queue, from the newest on, as an index has it; `keys` say which is newer. */
export interface Newest {
  from: (queue: RawBuilder<unknown>) => RawBuilder<unknown>
  keys: ('date' | 'id')[]
}

/**
 * Those of many queues that hold the newest items. Fifty items lie in fifty queues at most, and in those
 * whose newest ones are the newest: one look at each queue tells, however much it holds.
 */
export async function busiestOf(db: Db, queues: number[], newest: Newest): Promise<number[]> {
  if (queues.length <= MOST_ITEMS) return queues
  const { rows } = await busiest(db, queues, newest).execute(db)
  return rows.map(({ value }) => value)
}

/** The query for it. */
export function busiest(db: Db, queues: number[], { from, keys }: Newest) {
  const order = keys.map(
    (key) => sql`(select ${sql.ref(key)} ${from(sql.ref('queues.value'))} limit 1) desc nulls last`,
  )
  const all = anyOf(db, sql<string>`${listOf(queues)}`)
  return sql<{ value: number }>`select value from ${all} as queues
    order by ${sql.join(order)} limit ${sql.lit(MOST_ITEMS)}`
}

/** The ids of the queues that somebody sees, where that is all of them as well. */
export async function eachOf(db: Db, visible: VisibleQueues): Promise<number[]> {
  if (visible !== 'all') return visible
  return (await db.selectFrom('queue').select('id').execute()).map(({ id }) => id)
}
