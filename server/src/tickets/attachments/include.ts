import type { Db } from '../../db/index.ts'
import { FOLLOW_UP_COLUMNS } from '../../db/place.ts'
import type { AttachmentRow } from '../../db/schema.ts'
import { seenIn, type Seen } from '../../queues/access.ts'
import { followUpsOf } from '../follow-ups/queries.ts'
import type { LinkTo } from './queries.ts'

interface Asked {
  rows: Seen<AttachmentRow>[]
  includes: string[]
  linkTo: LinkTo
}

/** What `?include=` can add to a file. */
export const INCLUDES = ['followup_details', 'ticket_details']

/** Looks up what was asked for of a page of files: a fixed number of queries for each kind of it. */
export async function included(db: Db, { rows, includes, linkTo }: Asked) {
  const has = (name: string) => includes.includes(name) && rows.length > 0
  const followUps = has('followup_details') ? await followUpsWith(db, rows, linkTo) : []
  const tickets = has('ticket_details') ? await ticketsWith(db, rows) : []
  const [followUpBy, ticketBy] = [byId(followUps), byId(tickets)]
  return ({ followup_id, ticket_id }: AttachmentRow) => ({
    ...(includes.includes('followup_details') && {
      followup_details: followUpBy.get(followup_id) ?? null,
    }),
    ...(includes.includes('ticket_details') && { ticket_details: ticketBy.get(ticket_id) ?? null }),
  })
}

async function followUpsWith(db: Db, rows: Seen<AttachmentRow>[], linkTo: LinkTo) {
  const ids = rows.map(({ followup_id }) => followup_id)
  const found = await db
    .selectFrom('followup')
    .select(FOLLOW_UP_COLUMNS)
    .where('id', 'in', ids)
    .execute()
  // Only of tickets in queues of which a file was seen: one may have been moved meanwhile.
  const queues = [...new Set(rows.map(({ queue_id }) => queue_id))]
  return followUpsOf(db, seenIn(queues, found), linkTo)
}

async function ticketsWith(db: Db, rows: Seen<AttachmentRow>[]) {
  const found = await db
    .selectFrom('ticket')
    .select(['id', 'title', 'queue_id', 'status', 'priority'])
    .where(
      'id',
      'in',
      rows.map(({ ticket_id }) => ticket_id),
    )
    .execute()
  const queues = [...new Set(rows.map(({ queue_id }) => queue_id))]
  return seenIn(queues, found).map(({ queue_id: queue, ...row }) => ({ ...row, queue }))
}

const byId = <Row extends { id: number }>(rows: Row[]) => new Map(rows.map((row) => [row.id, row]))
