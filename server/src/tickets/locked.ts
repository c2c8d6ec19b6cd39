import type { Tx } from '../db/index.ts'
import { toBeChanged, toBeDeleted } from '../db/locks.ts'
import type { TicketRow } from '../db/schema.ts'
import { AppError, conflict, type ErrorCode, forbidden, notFound } from '../lib/errors.ts'
import {
  type Asking,
  includes,
  type VisibleQueues,
  visibleQueues,
  type Writable,
  writableIn,
} from '../queues/access.ts'
import { findColleague } from '../users/queries.ts'
import { findFollowUp } from './follow-ups/queries.ts'

/** The queues whose tickets somebody sees, and those whose tickets they may change. */
export interface Reach {
  seen: VisibleQueues
  writable: VisibleQueues
}

/** Asked once the tickets are locked: what somebody was given may have been taken away while they wrote. */
async function reachIn(tx: Tx, asking: Asking): Promise<Reach> {
  const { ctx, actor: before } = within(tx, asking)
  const now = await findColleague(tx, before.id)
  if (!now) throw forbidden()
  const actor = { ...before, isSuperuser: before.isSuperuser && now.isSuperuser }
  const seen = await visibleQueues(ctx, actor)
  return { seen, writable: await visibleQueues(ctx, actor, 'reply') }
}

/** The same person, asked about inside of a transaction. */
export const within = (tx: Tx, { ctx, actor }: Asking): Asking => ({
  ctx: { ...ctx, db: tx },
  actor,
})

/** A ticket that stands in the way of a change, and why. */
export interface Obstacle {
  id: number
  code: ErrorCode & ('not_found' | 'forbidden' | 'invalid')
  detail: string
}

export interface Locked {
  rows: Map<number, Writable<TicketRow>>
  obstacles: Obstacle[]
  reach: Reach
}

/**
 * The tickets with these ids, which nobody else changes from here on. They are locked in the order of
 * their ids, so that no two changes wait for each other. What may not be changed is an obstacle.
 */
export async function lockTickets(
  tx: Tx,
  ids: readonly number[],
  asking: Asking,
  lock: typeof toBeChanged | typeof toBeDeleted = toBeChanged,
): Promise<Locked> {
  const query = tx.selectFrom('ticket').selectAll().where('id', 'in', ids).orderBy('id')
  const found = await lock(tx, query).execute()
  const reach = await reachIn(tx, asking)
  const queueOf = new Map(found.map(({ id, queue_id }) => [id, queue_id]))
  const rows = new Map(writableIn(reach.writable, found).map((row) => [row.id, row]))
  const obstacles = ids
    .filter((id) => !rows.has(id))
    .map((id): Obstacle => {
      const queue = queueOf.get(id)
      const isSeen = queue !== undefined && includes(reach.seen, queue)
      return obstacle(id, isSeen ? forbidden() : notFound('Ticket'))
    })
  return { rows, obstacles, reach }
}

/** The same for one ticket: throws unless it may be changed. */
export async function lockTicket(
  tx: Tx,
  id: number,
  asking: Asking,
  lock: typeof toBeChanged | typeof toBeDeleted = toBeChanged,
): Promise<Writable<TicketRow>> {
  const { rows, obstacles } = await lockTickets(tx, [id], asking, lock)
  const [found] = obstacles
  if (found) throw new AppError(found.code, found.detail)
  return rows.get(id)!
}

/** What hangs on tickets: how it is found, and which tickets these are, its own before others. */
export interface Hanging<Row> {
  /** What it is called where there is none. */
  what: string
  find: () => Promise<Row | undefined>
  ticketsOf: (row: Row) => number[]
}

/**
 * The same for what hangs on tickets. It is looked for before they are locked, and once more after
 * that: somebody may have moved it to another ticket in between.
 */
export async function lockWith<Row>(
  tx: Tx,
  asking: Asking,
  { what, find, ticketsOf }: Hanging<Row>,
): Promise<{ row: Row; tickets: Writable<TicketRow>[] }> {
  const before = await find()
  if (!before) throw notFound(what)
  const ids = ticketsOf(before)
  const { rows, obstacles } = await lockTickets(tx, [...new Set(ids)], asking)
  const [found] = obstacles
  if (found?.code === 'forbidden') throw forbidden()
  if (found) throw notFound(found.id === ids[0] ? what : 'Ticket')
  const row = await find()
  if (!row) throw notFound(what)
  if (ticketsOf(row).join() !== ids.join())
    throw conflict('This was moved to another ticket. Look again.')
  return { row, tickets: ids.map((id) => rows.get(id)!) }
}

/** A follow-up whose ticket, and the one that it goes to, nobody else changes from here on. */
export const lockFollowUp = (tx: Tx, asking: Asking, { id, to }: { id: number; to?: number }) =>
  lockWith(tx, asking, {
    what: 'FollowUp',
    find: () => findFollowUp(tx, id),
    ticketsOf: ({ ticket_id }) => (to === undefined ? [ticket_id] : [ticket_id, to]),
  })

const obstacle = (id: number, { code, message }: AppError): Obstacle => ({
  id,
  code: code as Obstacle['code'],
  detail: message,
})
