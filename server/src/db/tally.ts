import type { Db } from './index.ts'
import { listOf, prepared, anyOf } from './prepared.ts'

const total = prepared<{ kind: 'ticket' | 'followup' | 'attachment' }, { count: number | null }>(
  (db, param) =>
    db
      .selectFrom('tally')
      .select(({ fn }) => fn.sum<number>('count').as('count'))
      .where('kind', '=', param('kind')),
)

const ticketsBy = {
  status: prepared<{ statuses: string }, { count: number | null }>((db, param) =>
    tickets(db).where('status', 'in', anyOf(db, param('statuses'))),
  ),
  queue: prepared<{ queues: string }, { count: number | null }>((db, param) =>
    tickets(db).where('queue_id', 'in', anyOf(db, param('queues'))),
  ),
  both: prepared<{ statuses: string; queues: string }, { count: number | null }>((db, param) =>
    tickets(db)
      .where('status', 'in', anyOf(db, param('statuses')))
      .where('queue_id', 'in', anyOf(db, param('queues'))),
  ),
}

const tickets = (db: Db) =>
  db
    .selectFrom('tally')
    .select(({ fn }) => fn.sum<number>('count').as('count'))
    .where('kind', '=', 'ticket')

/** How many rows of a kind there are, exactly: see 003-tallies.ts. */
export async function countAll(db: Db, kind: 'ticket' | 'followup' | 'attachment') {
  return (await total(db, { kind }))[0]?.count ?? 0
}

/** How many tickets have one of these statuses (all, if none is given) in these queues. */
export async function countTickets(
  db: Db,
  { statuses, queues }: { statuses: number[]; queues: 'all' | number[] },
): Promise<number> {
  const lists = { statuses: listOf(statuses), queues: listOf(queues === 'all' ? [] : queues) }
  if (queues === 'all' && statuses.length === 0) return countAll(db, 'ticket')
  const by = queues === 'all' ? 'status' : statuses.length === 0 ? 'queue' : 'both'
  return (await ticketsBy[by](db, lists))[0]?.count ?? 0
}
