import type { Db } from '../../db/index.ts'
import { prepared } from '../../db/prepared.ts'
import type { FollowUpRow } from '../../db/schema.ts'
import { countRows } from '../../db/tally.ts'
import type { Slice } from '../../http/paging.ts'
import type { VisibleQueues } from '../../queues/access.ts'
import { pageInQueues } from '../in-queues.ts'

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

const pageOf = pageInQueues<FollowUpRow>('followup', 'date')

/** One page of all follow-ups that may be seen, oldest first. */
export const pageOfFollowUps = (db: Db, queues: VisibleQueues, slice: Slice) =>
  queues === 'all' ? page(db, slice) : pageOf(db, queues, slice)

export const countFollowUps = (db: Db, queues: VisibleQueues) => countRows(db, 'followup', queues)
