import type { Db } from '../../db/index.ts'
import { prepared } from '../../db/prepared.ts'
import { countRows } from '../../db/tally.ts'
import type { Slice } from '../../http/paging.ts'
import type { VisibleQueues } from '../../queues/access.ts'
import { pageInQueues } from '../in-queues.ts'
import type { AttachmentRow } from './queries.ts'

const page = prepared<Slice, AttachmentRow>((db, param) =>
  db
    .selectFrom('attachment')
    .selectAll()
    .orderBy('filename')
    .orderBy('id')
    .limit(param('limit'))
    .offset(param('offset')),
)

const pageOf = pageInQueues<AttachmentRow>('attachment', 'filename')

/** One page of all files that may be seen, by name. */
export const pageOfAttachments = (db: Db, queues: VisibleQueues, slice: Slice) =>
  queues === 'all' ? page(db, slice) : pageOf(db, queues, slice)

export const countAttachments = (db: Db, queues: VisibleQueues) =>
  countRows(db, 'attachment', queues)
