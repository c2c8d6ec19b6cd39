import { shared } from './shared.ts'
import type { Db } from './index.ts'
import { listOf, prepared, anyOf } from './prepared.ts'

type Kind = 'ticket' | 'followup' | 'attachment' | 'audit'
type Queues = 'all' | number[]
interface Counted {
  count: number | null
}

const rowsIn = (db: Db) =>
  db.selectFrom('tally').select(({ fn }) => fn.sum<number>('count').as('count'))

const total = shared(
  prepared<{ kind: Kind }, Counted>((db, param) => rowsIn(db).where('kind', '=', param('kind'))),
)

const byQueue = shared(
  prepared<{ kind: Kind; queues: string }, Counted>((db, param) =>
    rowsIn(db)
      .where('kind', '=', param('kind'))
      .where('queue_id', 'in', anyOf(db, param('queues'))),
  ),
)

const byStatus = shared(
  prepared<{ statuses: string }, Counted>((db, param) =>
    rowsIn(db)
      .where('kind', '=', 'ticket')
      .where('status', 'in', anyOf(db, param('statuses'))),
  ),
)

const byBoth = shared(
  prepared<{ statuses: string; queues: string }, Counted>((db, param) =>
    rowsIn(db)
      .where('kind', '=', 'ticket')
      .where('queue_id', 'in', anyOf(db, param('queues')))
      .where('status', 'in', anyOf(db, param('statuses'))),
  ),
)

/** How many rows of a kind there are in these queues, exactly: see adr/0003. */
export async function countRows(db: Db, kind: Kind, queues: Queues): Promise<number> {
  const counted =
    queues === 'all'
      ? await total(db, { kind })
      : await byQueue(db, { kind, queues: listOf(queues) })
  return counted[0]?.count ?? 0
}

/** How many tickets have one of these statuses (all, if none is given) in these queues. */
export async function countTickets(
  db: Db,
  { statuses, queues }: { statuses: number[]; queues: Queues },
): Promise<number> {
  if (statuses.length === 0) return countRows(db, 'ticket', queues)
  const counted =
    queues === 'all'
      ? await byStatus(db, { statuses: listOf(statuses) })
      : await byBoth(db, { statuses: listOf(statuses), queues: listOf(queues) })
  return counted[0]?.count ?? 0
}
