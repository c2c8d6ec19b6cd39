import type { Db, Tx } from '../db/index.ts'
import { toBeChanged } from '../db/locks.ts'
import { gathered } from '../db/gathered.ts'
import { anyOf, listOf, prepared } from '../db/prepared.ts'
import type { TicketRow } from '../db/schema.ts'
import { type CustomField, showValues, storedValues } from '../custom-fields/queries.ts'
import { formatDateTime } from '../http/fields/represent.ts'
import type { Seen } from '../queues/access.ts'
import type { LinkTo } from './attachments/queries.ts'
import { type FollowUp, followUpsByTicket } from './follow-ups/queries.ts'

/** A ticket as the API shows it, with a `custom_NAME` for each custom field besides. */
export interface Ticket {
  id: number
  queue: number
  title: string
  description: string | null
  resolution: string | null
  submitter_email: string | null
  assigned_to: number | null
  /** 1 Open, 2 Reopened, 3 Resolved, 4 Closed, 5 Duplicate. */
  status: number
  on_hold: boolean
  /** 1 Critical … 5 Very Low. */
  priority: number
  /** ISO 8601 in UTC. */
  due_date: string | null
  merged_to: number | null
  followup_set: FollowUp[]
}

/** The columns that the API shows of a ticket. */
export const SHOWN = [
  'id',
  'queue_id',
  'title',
  'description',
  'resolution',
  'submitter_email',
  'assigned_to_id',
  'status',
  'on_hold',
  'priority',
  'due_date',
  'merged_to_id',
] as const
export type ShownRow = Pick<TicketRow, (typeof SHOWN)[number]>

/** What showing tickets takes beyond their rows. */
export interface Showing {
  custom: CustomField[]
  linkTo: LinkTo
  /** Custom values that were read just now: the answer to a change shows them as they came. */
  changed?: Record<string, unknown>
}

/** Tickets as the API shows them: three queries for all that hangs on them, however many they are. */
export async function showTickets(
  db: Db,
  rows: Seen<ShownRow>[],
  { custom, linkTo, changed }: Showing,
): Promise<Ticket[]> {
  const ids = rows.map(({ id }) => id)
  const [followUps, values] = await Promise.all([
    followUpsByTicket(db, ids, linkTo),
    storedValues(db, custom, ids),
  ])
  return rows.map((row) =>
    Object.assign(
      shown(row, followUps.get(row.id) ?? []),
      showValues(custom, values.get(row.id), changed),
    ),
  )
}

/** A ticket's own fields as the API shows them. */
export const shown = (row: ShownRow, followup_set: FollowUp[]): Ticket => ({
  id: row.id,
  queue: row.queue_id,
  title: row.title,
  description: row.description,
  resolution: row.resolution,
  submitter_email: row.submitter_email,
  assigned_to: row.assigned_to_id,
  status: row.status,
  on_hold: row.on_hold,
  priority: row.priority,
  due_date: row.due_date === null ? null : formatDateTime(row.due_date),
  merged_to: row.merged_to_id,
  followup_set,
})

const byId = prepared<{ id: number }, TicketRow>((db, param) =>
  db.selectFrom('ticket').selectAll().where('id', '=', param('id')),
)

const byIdToChange = prepared<{ id: number }, TicketRow>((db, param) =>
  toBeChanged(db, db.selectFrom('ticket').selectAll().where('id', '=', param('id'))),
)

/** The same for whoever changes it by what it is: nobody else does meanwhile. */
export async function findTicketToChange(tx: Tx, id: number): Promise<TicketRow | undefined> {
  return (await byIdToChange(tx, { id }))[0]
}

const byIds = prepared<{ ids: string }, TicketRow>((db, param) =>
  db
    .selectFrom('ticket')
    .selectAll()
    .where('id', 'in', anyOf(db, param('ids'))),
)

/** The whole row, secret key and all: not for showing. */
export const { one: findTicket } = gathered<number, TicketRow | undefined>({
  one: async (db, id) => (await byId(db, { id }))[0],
  many: async (db, ids) =>
    new Map((await byIds(db, { ids: listOf(ids) })).map((row) => [row.id, row])),
  none: undefined,
})

const insert = prepared<Omit<TicketRow, 'id'>, TicketRow>((db, param) =>
  db
    .insertInto('ticket')
    .values({
      queue_id: param('queue_id'),
      title: param('title'),
      description: param('description'),
      resolution: param('resolution'),
      submitter_email: param('submitter_email'),
      assigned_to_id: param('assigned_to_id'),
      status: param('status'),
      on_hold: param('on_hold'),
      priority: param('priority'),
      due_date: param('due_date'),
      last_escalation: param('last_escalation'),
      secret_key: param('secret_key'),
      kb_item_id: param('kb_item_id'),
      merged_to_id: param('merged_to_id'),
      created: param('created'),
      modified: param('modified'),
    })
    .returningAll(),
)

export async function insertTicket(tx: Tx, row: Omit<TicketRow, 'id'>): Promise<TicketRow> {
  return (await insert(tx, row))[0]!
}
