import { sql } from 'kysely'
import type { Db, Tx } from '../../db/index.ts'
import { gathered } from '../../db/gathered.ts'
import { followUpsAre } from '../../db/place.ts'
import { toBeChanged, toBeDeleted } from '../../db/locks.ts'
import { anyOf, listOf, prepared } from '../../db/prepared.ts'
import type { AttachmentRow } from '../../db/schema.ts'
import { jsonNumber } from '../../http/json.ts'
import type { Seen } from '../../queues/access.ts'

/** A file of a follow-up as the API shows it. */
export interface Attachment {
  id: number
  followup: number
  /** A signed link that expires: see link.ts. */
  file: string
  filename: string
  mime_type: string
  size: number
}

export type { AttachmentRow }

/** Makes the link of an attachment, for one request. */
export type LinkTo = (row: Pick<AttachmentRow, 'key' | 'filename'>) => string

/** One file by itself, as the API shows it. */
export const showAttachment = (row: Seen<AttachmentRow>, linkTo: LinkTo): Attachment =>
  attachmentOf(row, linkTo)

const attachmentOf = (row: AttachmentRow, linkTo: LinkTo): Attachment => ({
  id: row.id,
  followup: row.followup_id,
  file: linkTo(row),
  filename: row.filename,
  mime_type: row.mime_type,
  // Whoever adds a file by itself may state any size, also one beyond 2^53.
  size: jsonNumber(row.size) as number,
})

const ofFollowUps = prepared<{ followups: string }, AttachmentRow>((db, param) =>
  db
    .selectFrom('attachment')
    .selectAll()
    .where('followup_id', 'in', anyOf(db, param('followups'))),
)

const ofTicket = prepared<{ ticket: number }, AttachmentRow>((db, param) =>
  db
    .selectFrom('followup')
    .innerJoin('attachment', 'attachment.followup_id', 'followup.id')
    .selectAll('attachment')
    .where(followUpsAre(db, param('ticket'))),
)

const ofTickets = prepared<{ tickets: string }, AttachmentRow & { ticket_id: number }>(
  (db, param) =>
    db
      .selectFrom(sql<{ value: number }>`${anyOf(db, param('tickets'))}`.as('asked'))
      // To SQLite these joins say the order as well: it would rather look through all files.
      .crossJoin('followup')
      .crossJoin('attachment')
      .where(followUpsAre(db, sql.ref('asked.value')))
      .whereRef('attachment.followup_id', '=', 'followup.id')
      .selectAll('attachment')
      .select('followup.ticket_id'),
)

const ofEach = gathered<number, AttachmentRow[]>({
  one: (db, ticket) => ofTicket(db, { ticket }),
  many: async (db, tickets) =>
    Map.groupBy(await ofTickets(db, { tickets: listOf(tickets) }), ({ ticket_id }) => ticket_id),
  none: [],
})

export type ByFollowUp = Map<number, Attachment[]>

/** The files of these follow-ups: each one's own, by name. */
export async function attachmentsByFollowUp(
  db: Db,
  followUpIds: number[],
  linkTo: LinkTo,
): Promise<ByFollowUp> {
  if (followUpIds.length === 0) return new Map()
  return grouped(await ofFollowUps(db, { followups: listOf(followUpIds) }), linkTo)
}

/** The files of these tickets' follow-ups. */
export async function attachmentsOfTickets(
  db: Db,
  tickets: number[],
  linkTo: LinkTo,
): Promise<ByFollowUp> {
  return grouped([...(await ofEach.several(db, tickets)).values()].flat(), linkTo)
}

function grouped(rows: AttachmentRow[], linkTo: LinkTo): ByFollowUp {
  const byFollowUp: ByFollowUp = new Map()
  for (const row of rows.toSorted(byName)) {
    const list = byFollowUp.get(row.followup_id)
    if (list) list.push(attachmentOf(row, linkTo))
    else byFollowUp.set(row.followup_id, [attachmentOf(row, linkTo)])
  }
  return byFollowUp
}

const byName = (a: AttachmentRow, b: AttachmentRow) =>
  Buffer.compare(Buffer.from(a.filename), Buffer.from(b.filename)) || a.id - b.id

const keysOf = prepared<{ followups: string }, { key: string }>((db, param) =>
  toBeDeleted(
    db,
    db
      .selectFrom('attachment')
      .select('key')
      .where('followup_id', 'in', anyOf(db, param('followups'))),
  ),
)

/** The files that go with these follow-ups; nobody replaces one meanwhile. */
export const filesOfFollowUps = (tx: Tx, followUpIds: number[]): Promise<{ key: string }[]> =>
  keysOf(tx, { followups: listOf(followUpIds) })

type NewRow = Omit<AttachmentRow, 'id' | (typeof TAKEN)[number]>

/** What a file takes from its follow-up, and keeps. */
const TAKEN = ['ticket_id', 'queue_id', 'user_id', 'date', 'public'] as const

export async function insertAttachment(tx: Tx, row: NewRow): Promise<AttachmentRow> {
  return tx
    .insertInto('attachment')
    .values(({ selectFrom }) => {
      const taken = <Name extends (typeof TAKEN)[number]>(name: Name) =>
        selectFrom('followup').select(name).where('id', '=', row.followup_id)
      // Triggers would see to it, and write the row twice.
      return {
        ...row,
        ticket_id: taken('ticket_id'),
        queue_id: taken('queue_id'),
        user_id: taken('user_id'),
        date: taken('date'),
        public: taken('public'),
      }
    })
    .returningAll()
    .executeTakeFirstOrThrow()
}

const byId = prepared<{ id: number }, AttachmentRow>((db, param) =>
  db.selectFrom('attachment').selectAll().where('id', '=', param('id')),
)

export async function findAttachment(db: Db, id: number): Promise<AttachmentRow | undefined> {
  return (await byId(db, { id }))[0]
}

const byIdToChange = prepared<{ id: number }, AttachmentRow>((db, param) =>
  toBeChanged(db, db.selectFrom('attachment').selectAll().where('id', '=', param('id'))),
)

/** The same for whoever changes it by what it is: nobody else does meanwhile. */
export async function findAttachmentToChange(tx: Tx, id: number) {
  return (await byIdToChange(tx, { id }))[0]
}
