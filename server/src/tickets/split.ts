import { randomUUID } from 'node:crypto'
import { customFields, saveStoredValue, storedValues } from '../custom-fields/queries.ts'
import { inTransaction, type Tx } from '../db/index.ts'
import type { FollowUpRow, TicketRow } from '../db/schema.ts'
import { FOLLOW_UP_COLUMNS } from '../db/place.ts'
import { type FieldErrors, forbidden, invalid } from '../lib/errors.ts'
import { STATUS } from '../lib/ticket-status.ts'
import { toStored } from '../lib/time.ts'
import { audienceOf } from '../notifications/changed.ts'
import { notifyOpened } from '../notifications/notify.ts'
import { type Asking, justWritten, mayInQueue, type Writable } from '../queues/access.ts'
import { namesFor } from './field-names.ts'
import { type Changing, type Told, writeFollowUp } from './follow-ups/write.ts'
import { lockTicket, within } from './locked.ts'
import { insertTicket } from './queries.ts'
import { type Around, tell } from './tell.ts'

/** What becomes a ticket of its own. What is left out is as it is in the ticket that it comes from. */
export interface Split {
  ticketId: number
  followUps: number[]
  title: string
  /** Null takes the comment of the oldest follow-up that moves. */
  description: string | null
  queueId: number | null
  priority: number | null
  /** Whether the submitter hears of it. */
  public: boolean
}

/** Makes a new ticket out of some follow-ups of another one, and gives back the new one. */
export async function splitTicket(asking: Asking, split: Split): Promise<Writable<TicketRow>> {
  const { ctx } = asking
  return inTransaction(ctx.db, async (tx) => {
    const from = await lockTicket(tx, split.ticketId, asking)
    const { queueId } = split
    if (queueId !== null && !(await mayInQueue(within(tx, asking), queueId, 'reply'))) {
      throw forbidden()
    }
    const moved = await followUpsToMove(tx, split)
    const now = toStored(ctx.now())
    const ticket = justWritten(await insertTicket(tx, rowOf(from, { split, moved, now })))
    await copyCustomValues(tx, from.id, ticket.id)
    await tx
      .updateTable('followup')
      .set({ ticket_id: ticket.id })
      .where('id', 'in', split.followUps)
      .execute()
    const around = {
      names: await namesFor(tx, [from, ticket]),
      audience: await audienceOf(tx, [from, ticket]),
    }
    const changing = { ...asking, tx, now }
    await tell(changing, from, toldOf(split, ticket), around)
    return open(changing, ticket, { split, around })
  })
}

const toldOf = (split: Split, made: TicketRow): Told => ({
  title: `Split into #${made.id}`,
  comment: `Part of this goes on in ticket #${made.id}.`,
  public: split.public,
  changes: {},
  fields: [],
})

/** Says in the new ticket where it comes from. Where that is public it is told as any new ticket is. */
async function open(
  changing: Changing,
  ticket: Writable<TicketRow>,
  { split, around }: { split: Split; around: Around },
): Promise<Writable<TicketRow>> {
  const told = {
    title: `Ticket Opened, split from #${split.ticketId}`,
    comment: split.description ?? '',
    public: split.public,
    // As it is already: so whoever is to do it hears that it was given to them.
    changes: { assigned_to_id: ticket.assigned_to_id },
    fields: [],
  }
  if (!split.public) return tell(changing, ticket, told, around)
  const written = await writeFollowUp(changing, ticket, told)
  await notifyOpened(changing.tx, {
    ticket: written.ticket,
    queue: around.names.queues.get(ticket.queue_id)!,
    followUpId: written.followUp.id,
    defaultFrom: changing.ctx.config.mail.from,
  })
  return justWritten(written.ticket)
}

/** The follow-ups, oldest first: all of them have to be this ticket's. */
async function followUpsToMove(tx: Tx, split: Split): Promise<FollowUpRow[]> {
  const rows = await tx
    .selectFrom('followup')
    .select(FOLLOW_UP_COLUMNS)
    .where('id', 'in', split.followUps)
    .where('ticket_id', '=', split.ticketId)
    .orderBy('date')
    .orderBy('id')
    .execute()
  const found = new Set(rows.map(({ id }) => id))
  const errors: FieldErrors = {}
  for (const [index, id] of split.followUps.entries()) {
    if (!found.has(id)) errors[index] = [`Invalid pk "${id}" - object does not exist.`]
  }
  if (Object.keys(errors).length > 0) throw invalid({ followups: errors })
  return rows
}

/** The submitter reads a description: what was said in private does not become one. */
const firstPublic = (moved: FollowUpRow[]) => moved.find((one) => one.public)?.comment ?? ''

const rowOf = (
  from: TicketRow,
  { split, moved, now }: { split: Split; moved: FollowUpRow[]; now: string },
): Omit<TicketRow, 'id'> => {
  const queueId = split.queueId ?? from.queue_id
  return {
    queue_id: queueId,
    title: split.title,
    description: split.description ?? firstPublic(moved),
    resolution: null,
    submitter_email: from.submitter_email,
    // In another queue others may be at work, who are not to be passed over.
    assigned_to_id: queueId === from.queue_id ? from.assigned_to_id : null,
    status: STATUS.open,
    on_hold: false,
    priority: split.priority ?? from.priority,
    due_date: null,
    last_escalation: null,
    secret_key: randomUUID(),
    kb_item_id: null,
    merged_to_id: null,
    created: now,
    modified: now,
  }
}

async function copyCustomValues(tx: Tx, from: number, to: number) {
  const stored = (await storedValues(tx, await customFields(tx), [from])).get(from)
  for (const [field, value] of stored ?? []) {
    await saveStoredValue(tx, { ticket: to, field, value })
  }
}
