import type { Db } from '../db/index.ts'
import { inByteOrder } from '../db/order.ts'
import { OPEN_STATUSES } from '../lib/ticket-status.ts'
import { withoutPassword } from './mailbox.ts'

/** Every queue by its title: with its default owner, who was given it, and how many tickets it has. */
export async function listQueues(db: Db) {
  const queues = await db
    .selectFrom('queue')
    .leftJoin('user', 'user.id', 'queue.default_owner_id')
    .selectAll('queue')
    .select('user.username as default_owner')
    .orderBy(inByteOrder(db, 'queue.title'))
    .orderBy('queue.id')
    .execute()
  const tallies = await db.selectFrom('tally').selectAll().where('kind', '=', 'ticket').execute()
  const grants = await db
    .selectFrom('queue_permission')
    .innerJoin('user', 'user.id', 'queue_permission.user_id')
    .select(['queue_permission.queue_id', 'user.username'])
    .orderBy(inByteOrder(db, 'user.username'))
    .execute()

  return queues.map((queue) => {
    const own = tallies.filter(({ queue_id }) => queue_id === queue.id)
    const open = own.filter(({ status }) => OPEN_STATUSES.includes(status))
    const granted_to = grants
      .filter(({ queue_id }) => queue_id === queue.id)
      .map(({ username }) => username)
    return { ...withoutPassword(queue), granted_to, tickets: total(own), open_tickets: total(open) }
  })
}

const total = (tallies: { count: number }[]) => tallies.reduce((sum, { count }) => sum + count, 0)
