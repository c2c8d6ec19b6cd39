import type { Db } from '../db/index.ts'
import { OPEN_STATUSES } from '../lib/ticket-status.ts'

/** Every queue by its title, with its default owner's name and how many tickets it has. */
export async function listQueues(db: Db) {
  const queues = await db
    .selectFrom('queue')
    .leftJoin('user', 'user.id', 'queue.default_owner_id')
    .selectAll('queue')
    .select('user.username as default_owner')
    .orderBy('queue.title')
    .orderBy('queue.id')
    .execute()
  const tallies = await db.selectFrom('tally').selectAll().where('kind', '=', 'ticket').execute()

  return queues.map((queue) => {
    const own = tallies.filter(({ queue_id }) => queue_id === queue.id)
    const open = own.filter(({ status }) => OPEN_STATUSES.includes(status))
    return { ...queue, tickets: total(own), open_tickets: total(open) }
  })
}

const total = (tallies: { count: number }[]) => tallies.reduce((sum, { count }) => sum + count, 0)
