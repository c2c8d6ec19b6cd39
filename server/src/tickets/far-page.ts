import type { Db } from '../db/index.ts'
import { anyOf, listOf, prepared } from '../db/prepared.ts'
import { TICKETS_IN_BLOCK } from '../db/schema.ts'
import type { Slice } from '../http/paging.ts'

interface Block {
  block: number
  count: number
}

const blocks = (db: Db) =>
  db
    .selectFrom('ticket_block')
    .select(({ fn }) => ['block', fn.sum<number>('count').as('count')])
    .groupBy('block')
    .orderBy('block')

const all = prepared<object, Block>(blocks)

const ofStatuses = prepared<{ statuses: string }, Block>((db, param) =>
  blocks(db).where('status', 'in', anyOf(db, param('statuses'))),
)

/** Whether there is something to be gained: a block is walked through in any case. */
export const isFarDown = ({ offset }: Slice): boolean => offset > TICKETS_IN_BLOCK

/**
 * The first id of the block that a page begins in, and how many tickets come before it there. To
 * skip half a million ids takes SQLite longer than everything else that answers a request.
 */
export async function startOf(db: Db, statuses: number[], { limit, offset }: Slice) {
  const found =
    statuses.length > 0 ? await ofStatuses(db, { statuses: listOf(statuses) }) : await all(db, {})
  let before = 0
  for (const { block, count } of found) {
    if (before + count > offset) {
      return { from: block * TICKETS_IN_BLOCK, offset: offset - before, limit }
    }
    before += count
  }
  // Tickets have gone since they were counted: there is nothing on that page any more.
  return { from: 0, offset, limit }
}
