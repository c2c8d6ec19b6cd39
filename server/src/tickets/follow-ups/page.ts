import type { Db } from '../../db/index.ts'
import { FOLLOW_UP_COLUMNS } from '../../db/place.ts'
import type { FollowUpRow } from '../../db/schema.ts'
import { countRows } from '../../db/tally.ts'
import type { VisibleQueues } from '../../queues/access.ts'
import { pageInQueues } from '../in-queues.ts'

/** One page of all follow-ups that may be seen, oldest first. */
export const pageOfFollowUps = pageInQueues<FollowUpRow>({
  table: 'followup',
  columns: FOLLOW_UP_COLUMNS,
  order: 'date',
})

export const countFollowUps = (db: Db, queues: VisibleQueues) => countRows(db, 'followup', queues)
