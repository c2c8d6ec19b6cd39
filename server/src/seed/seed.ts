import { type Db, inTransaction, type Tx } from '../db/index.ts'
import { withFollowUpIds } from '../db/next-id.ts'
import { secondsAfter } from '../lib/time.ts'
import { insertQueue } from '../queues/create.ts'
import { randomFrom } from './random.ts'
import { type Cast, madeUpFollowUps, madeUpTicket } from './rows.ts'

export interface Seeding {
  /** How many tickets to make up. */
  tickets: number
  /** The ids of the users to whom they are assigned, and who answer them. */
  staff: number[]
  /** The last answer was given before this; the first ticket came in two years earlier. */
  now: Date
  /** Is told after each batch how many tickets there are so far. */
  onProgress?: (done: number) => void
}

const DAY = 86_400
const TWO_YEARS = 2 * 365 * DAY
const BATCH = 200
const QUEUES = [
  ['Accounts', 'accounts'],
  ['Hardware', 'hardware'],
  ['Network', 'network'],
  ['Software', 'software'],
  ['Everything else', 'everything-else'],
] as const

/**
 * Fills a helpdesk with made-up tickets, each with two follow-ups, in five queues: the same texts
 * each time. All of them are there afterwards, or none.
 */
export function seed(db: Db, { tickets, staff, now, onProgress }: Seeding): Promise<void> {
  const random = randomFrom(tickets)
  return inTransaction(db, async (tx) => {
    const cast = { queues: await seedQueues(tx), staff }
    for (let first = 0; first < tickets; first += BATCH) {
      const indexes = Array.from({ length: Math.min(BATCH, tickets - first) }, (_, i) => first + i)
      const created = indexes.map((index) =>
        secondsAfter(now, -3 * DAY - TWO_YEARS * (1 - index / tickets)),
      )
      await insertBatch(tx, { created, cast, random })
      onProgress?.(first + indexes.length)
    }
  })
}

async function seedQueues(tx: Tx): Promise<number[]> {
  const ids: number[] = []
  for (const [title, slug] of QUEUES) ids.push((await insertQueue(tx, { title, slug })).id)
  return ids
}

async function insertBatch(
  tx: Tx,
  { created, cast, random }: { created: Date[]; cast: Cast; random: () => number },
) {
  const tickets = created.map((date) => madeUpTicket(random, cast, date))
  const inserted = await tx.insertInto('ticket').values(tickets).returning('id').execute()
  // Rows come back in no promised order; ids rise as the rows were given.
  const ids = inserted.map(({ id }) => id).toSorted((a, b) => a - b)
  const followUps = tickets.map((ticket, index) =>
    madeUpFollowUps(random, { ...ticket, id: ids[index]! }, cast),
  )
  // All that opened a ticket before what answered it, as a queue that is worked through has them.
  const rows = [0, 1].flatMap((turn) => followUps.map((pair) => pair[turn]!))
  await tx
    .insertInto('followup')
    .values(await withFollowUpIds(tx, rows))
    .execute()
}
