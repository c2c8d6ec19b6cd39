import type { Db } from '../db/index.ts'
import { prepared } from '../db/prepared.ts'
import type { QueueRow } from '../db/schema.ts'

const byId = prepared<{ id: number }, QueueRow>((db, param) =>
  db.selectFrom('queue').selectAll().where('id', '=', param('id')),
)

export async function findQueue(db: Db, id: number): Promise<QueueRow | undefined> {
  return (await byId(db, { id }))[0]
}

/** Those of these queues that there are. */
export async function findQueues(db: Db, ids: readonly number[]): Promise<QueueRow[]> {
  if (ids.length === 0) return []
  return db.selectFrom('queue').selectAll().where('id', 'in', ids).execute()
}
