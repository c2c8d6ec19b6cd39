import { type Db, inTransaction, type Tx } from '../db/index.ts'
import { withFollowUpIds } from '../db/next-id.ts'
import { secondsAfter } from '../lib/time.ts'
import { insertQueue } from '../queues/create.ts'
import { randomFrom } from './random.ts'
import { type Cast, madeUpFollowUps, madeUpTicket } from './rows.ts'

export interface Seeding {
  /** How many tickets to make up. */
  tickets: number
  /** How many follow-ups each one has: 2 unless said otherwise. */
  followUps?: number
  /** The ids of the users to whom they are assigned, and who answer them. */
  staff: number[]
  /** The last answer was given before this; the first ticket came in two years earlier. */
  now: Date
  /** Is told after each step how many tickets there are so far. */
  onProgress?: (done: number) => void
  /** What else is written with the tickets from this id on. */
  also?: (tx: Tx, from: number) => Promise<void>
}

const DAY = 86_400
const TWO_YEARS = 2 * 365 * DAY
const BATCH = 200
const STEP = 10_000
const QUEUES = [
  ['Accounts', 'accounts'],
  ['Hardware', 'hardware'],
  ['Network', 'network'],
  ['Software', 'software'],
  ['Everything else', 'everything-else'],
] as const

/**
 * Fills a helpdesk with made-up tickets and their follow-ups, in five queues: the same texts each
 * time. Many are kept in several steps, for what one step writes is held back until its end.
 */
export async function seed(db: Db, { tickets, followUps = 2, ...given }: Seeding): Promise<void> {
  const random = randomFrom(tickets)
  const queues = await inTransaction(db, seedQueues)
  const cast = { queues, staff: given.staff, followUps }
  for (let start = 0; start < tickets; start += STEP) {
    const end = Math.min(start + STEP, tickets)
    await inTransaction(db, async (tx) => {
      for (let first = start; first < end; first += BATCH) {
        const indexes = Array.from({ length: Math.min(BATCH, end - first) }, (_, i) => first + i)
        const created = indexes.map((index) =>
          secondsAfter(given.now, -3 * DAY - TWO_YEARS * (1 - index / tickets)),
        )
        const ids = await insertBatch(tx, { created, cast, random })
        await given.also?.(tx, ids[0]!)
      }
    })
    given.onProgress?.(end)
  }
}

/** The five queues, if they are not there yet. */
async function seedQueues(tx: Tx): Promise<number[]> {
  const ids: number[] = []
  for (const [title, slug] of QUEUES) {
    const known = await tx.selectFrom('queue').select('id').where('slug', '=', slug).execute()
    ids.push(known[0]?.id ?? (await insertQueue(tx, { title, slug })).id)
  }
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
  const turns = Array.from({ length: cast.followUps }, (_, turn) => turn)
  const rows = turns.flatMap((turn) => followUps.map((talk) => talk[turn]!))
  await tx
    .insertInto('followup')
    .values(await withFollowUpIds(tx, rows))
    .execute()
  return ids
}
