import type { Db } from '../../db/index.ts'
import { prepared } from '../../db/prepared.ts'
import { countAll } from '../../db/tally.ts'
import type { Slice } from '../../http/paging.ts'
import type { VisibleQueues } from '../../queues/access.ts'
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

/** One page of all files that may be seen, by name. */
export async function pageOfAttachments(db: Db, queues: VisibleQueues, slice: Slice) {
  if (queues === 'all') return page(db, slice)
  return inQueues(db, queues)
    .selectAll('attachment')
    .orderBy('filename')
    .orderBy('attachment.id')
    .limit(slice.limit)
    .offset(slice.offset)
    .execute()
}

export async function countAttachments(db: Db, queues: VisibleQueues): Promise<number> {
  if (queues === 'all') return countAll(db, 'attachment')
  const { count } = await inQueues(db, queues)
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}

const inQueues = (db: Db, queues: number[]) =>
  db
    .selectFrom('attachment')
    .innerJoin('followup', 'followup.id', 'attachment.followup_id')
    .innerJoin('ticket', 'ticket.id', 'followup.ticket_id')
    .where('ticket.queue_id', 'in', queues.length > 0 ? queues : [0])
