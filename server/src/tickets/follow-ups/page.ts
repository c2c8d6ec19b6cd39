import type { Db } from '../../db/index.ts'
import { prepared } from '../../db/prepared.ts'
import type { FollowUpRow } from '../../db/schema.ts'
import { countAll } from '../../db/tally.ts'
import type { Slice } from '../../http/paging.ts'
import type { VisibleQueues } from '../../queues/access.ts'

// Ids first: a narrow index leads to a page far down the list, and only its rows are read. As a
// join SQLite would rather read all rows in order than sort those of the page.
const page = prepared<Slice, FollowUpRow>((db, param) =>
  db
    .selectFrom('followup')
    .selectAll()
    .where('id', 'in', (query) =>
      query
        .selectFrom('followup')
        .select('id')
        .orderBy('date')
        .orderBy('id')
        .limit(param('limit'))
        .offset(param('offset')),
    )
    .orderBy('date')
    .orderBy('id'),
)

/** One page of all follow-ups that may be seen, oldest first. */
export async function pageOfFollowUps(db: Db, queues: VisibleQueues, slice: Slice) {
  if (queues === 'all') return page(db, slice)
  return inQueues(db, queues)
    .selectAll('followup')
    .orderBy('date')
    .orderBy('followup.id')
    .limit(slice.limit)
    .offset(slice.offset)
    .execute()
}

export async function countFollowUps(db: Db, queues: VisibleQueues): Promise<number> {
  if (queues === 'all') return countAll(db, 'followup')
  const { count } = await inQueues(db, queues)
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}

const inQueues = (db: Db, queues: number[]) =>
  db
    .selectFrom('followup')
    .innerJoin('ticket', 'ticket.id', 'followup.ticket_id')
    .where('ticket.queue_id', 'in', queues.length > 0 ? queues : [0])
