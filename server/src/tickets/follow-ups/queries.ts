import { sql } from 'kysely'
import type { Db, Tx } from '../../db/index.ts'
import { gathered } from '../../db/gathered.ts'
import { nextFollowUpId } from '../../db/next-id.ts'
import { FOLLOW_UP_COLUMNS, followUpsAre } from '../../db/place.ts'
import { anyOf, listOf, prepared } from '../../db/prepared.ts'
import type { FollowUpRow } from '../../db/schema.ts'
import { formatDateTime, formatDuration } from '../../http/fields/represent.ts'
import type { Seen } from '../../queues/access.ts'
import {
  type Attachment,
  attachmentsByFollowUp,
  attachmentsOfTickets,
  type ByFollowUp,
  type LinkTo,
} from '../attachments/queries.ts'

/** A follow-up as the API shows it. */
export interface FollowUp {
  id: number
  ticket: number
  user: number | null
  title: string | null
  comment: string | null
  public: boolean
  new_status: number | null
  /** `[DD] HH:MM:SS[.ffffff]`. */
  time_spent: string | null
  followupattachment_set: Attachment[]
  /** ISO 8601 in UTC. */
  date: string
  message_id: string | null
}

const ofTickets = prepared<{ tickets: string }, FollowUpRow>((db, param) =>
  db
    .selectFrom(sql<{ value: number }>`${anyOf(db, param('tickets'))}`.as('asked'))
    .innerJoin('followup', (join) => join.on(followUpsAre(db, sql.ref('asked.value'))))
    .select(FOLLOW_UP_COLUMNS),
)

// One ticket is asked for most often, and a plain comparison is quicker than a list of one.
const ofTicket = prepared<{ ticket: number }, FollowUpRow>((db, param) =>
  db
    .selectFrom('followup')
    .select(FOLLOW_UP_COLUMNS)
    .where(followUpsAre(db, param('ticket'))),
)

/** A ticket's follow-ups lie in the order of their ids: see adr/0007. */
const oldestFirst = (a: FollowUpRow, b: FollowUpRow) =>
  a.date === b.date ? a.id - b.id : a.date < b.date ? -1 : 1

const ofEach = gathered<number, FollowUpRow[]>({
  one: (db, ticket) => ofTicket(db, { ticket }),
  many: async (db, tickets) =>
    Map.groupBy(await ofTickets(db, { tickets: listOf(tickets) }), ({ ticket_id }) => ticket_id),
  none: [],
})

/** The follow-ups of these tickets: each one's own, oldest first. */
export async function followUpsByTicket(db: Db, tickets: number[], linkTo: LinkTo) {
  const [byTicket, attachments] = await Promise.all([
    ofEach.several(db, tickets),
    attachmentsOfTickets(db, tickets, linkTo),
  ])
  const shown = new Map<number, FollowUp[]>()
  for (const [ticket, rows] of byTicket) shown.set(ticket, shownOf(rows, attachments))
  return shown
}

const shownOf = (rows: FollowUpRow[], attachments: ByFollowUp): FollowUp[] =>
  rows.toSorted(oldestFirst).map((row) => followUpOf(row, attachments.get(row.id) ?? []))

/** Rows as the API shows them, with their files: one query however many they are. */
export async function followUpsOf(db: Db, rows: Seen<FollowUpRow>[], linkTo: LinkTo) {
  const ids = rows.map(({ id }) => id)
  const attachments = await attachmentsByFollowUp(db, ids, linkTo)
  return rows.map((row) => followUpOf(row, attachments.get(row.id) ?? []))
}

function followUpOf(row: FollowUpRow, attachments: Attachment[]): FollowUp {
  return {
    id: row.id,
    ticket: row.ticket_id,
    user: row.user_id,
    title: row.title,
    comment: row.comment,
    public: row.public,
    new_status: row.new_status,
    time_spent: row.time_spent === null ? null : formatDuration(row.time_spent),
    followupattachment_set: attachments,
    date: formatDateTime(row.date),
    message_id: row.message_id,
  }
}

type NewRow = Omit<FollowUpRow, 'id' | 'queue_id'>

const insert = prepared<NewRow, FollowUpRow>((db, param) =>
  db
    .insertInto('followup')
    .values(({ selectFrom }) => ({
      id: nextFollowUpId(db),
      ticket_id: param('ticket_id'),
      // A trigger would see to it, and write the row twice.
      queue_id: selectFrom('ticket').select('queue_id').where('id', '=', param('ticket_id')),
      user_id: param('user_id'),
      date: param('date'),
      title: param('title'),
      comment: param('comment'),
      public: param('public'),
      new_status: param('new_status'),
      time_spent: param('time_spent'),
      message_id: param('message_id'),
    }))
    .returning(FOLLOW_UP_COLUMNS),
)

export async function insertFollowUp(tx: Tx, row: NewRow) {
  return (await insert(tx, row))[0]!
}

const byId = prepared<{ id: number }, FollowUpRow>((db, param) =>
  db.selectFrom('followup').select(FOLLOW_UP_COLUMNS).where('id', '=', param('id')),
)

export async function findFollowUp(db: Db, id: number): Promise<FollowUpRow | undefined> {
  return (await byId(db, { id }))[0]
}
