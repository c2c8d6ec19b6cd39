import type { Db } from '../../db/index.ts'
import { countRows } from '../../db/tally.ts'
import type { VisibleQueues } from '../../queues/access.ts'
import { pageInQueues } from '../in-queues.ts'
import type { AttachmentRow } from './queries.ts'

/** One page of all files that may be seen, by name. */
export const pageOfAttachments = pageInQueues<AttachmentRow>({
  table: 'attachment',
  columns: 'all',
  order: 'filename',
})

export const countAttachments = (db: Db, queues: VisibleQueues) =>
  countRows(db, 'attachment', queues)
