import type { Tx } from '../db/index.ts'
import { toBeChanged, toBeDeleted } from '../db/locks.ts'
import type { TicketRow } from '../db/schema.ts'
import { AppError, type ErrorCode, forbidden, notFound } from '../lib/errors.ts'
import {
  type Asking,
  includes,
  type VisibleQueues,
  visibleQueues,
  type Writable,
  writableIn,
} from '../queues/access.ts'

/** The queues whose tickets somebody sees, and those whose tickets they may change. */
export interface Reach {
  seen: VisibleQueues
  writable: VisibleQueues
}

/** Asked before a transaction: inside of one there is nothing to ask. */
export async function reachOf({ ctx, actor }: Asking): Promise<Reach> {
  const [seen, writable] = await Promise.all([
    visibleQueues(ctx, actor),
    visibleQueues(ctx, actor, 'reply'),
  ])
  return { seen, writable }
}

/** A ticket that stands in the way of a change, and why. */
export interface Obstacle {
  id: number
  code: ErrorCode & ('not_found' | 'forbidden' | 'invalid')
  detail: string
}

export interface Locked {
  rows: Map<number, Writable<TicketRow>>
  obstacles: Obstacle[]
}

/**
 * The tickets with these ids, which nobody else changes from here on. They are locked in the order of
 * their ids, so that no two changes wait for each other. What may not be changed is an obstacle.
 */
export async function lockTickets(
  tx: Tx,
  ids: readonly number[],
  { seen, writable }: Reach,
  lock: typeof toBeChanged | typeof toBeDeleted = toBeChanged,
): Promise<Locked> {
  const query = tx.selectFrom('ticket').selectAll().where('id', 'in', ids).orderBy('id')
  const found = await lock(tx, query).execute()
  const queueOf = new Map(found.map(({ id, queue_id }) => [id, queue_id]))
  const rows = new Map(writableIn(writable, found).map((row) => [row.id, row]))
  const obstacles = ids
    .filter((id) => !rows.has(id))
    .map((id): Obstacle => {
      const queue = queueOf.get(id)
      const isSeen = queue !== undefined && includes(seen, queue)
      return obstacle(id, isSeen ? forbidden() : notFound('Ticket'))
    })
  return { rows, obstacles }
}

/** The same for one ticket: throws unless it may be changed. */
export async function lockTicket(tx: Tx, id: number, reach: Reach): Promise<Writable<TicketRow>> {
  const { rows, obstacles } = await lockTickets(tx, [id], reach)
  const [found] = obstacles
  if (found) throw new AppError(found.code, found.detail)
  return rows.get(id)!
}

const obstacle = (id: number, { code, message }: AppError): Obstacle => ({
  id,
  code: code as Obstacle['code'],
  detail: message,
})
