import { type RawBuilder, sql } from 'kysely'
import { expect, test } from 'vitest'
import { testApp } from '../../test/app.ts'
import type { Client } from '../../test/client.ts'
import { onPostgres } from '../../test/database.ts'
import { type Db, inTransaction } from '../db/index.ts'
import { randomFrom } from '../seed/random.ts'
import { madeUpTicket } from '../seed/rows.ts'
import { insertFollowUp } from '../tickets/follow-ups/queries.ts'
import { busiest } from './busiest.ts'
import { openOf, SAID } from './queries.ts'

const MANY = 450

const OPENED = {
  user_id: null,
  title: 'Ticket Opened',
  comment: '',
  public: true,
  new_status: null,
  time_spent: null,
  message_id: null,
}

/** An agent who sees many queues, with a ticket in some of them, the oldest in the last queue. */
async function desk() {
  const made = await testApp({ BELLHOP_QUEUE_PERMISSIONS: 'true' })
  const { staff, queue, db } = made
  const flags = {
    allow_public_submission: true,
    allow_email_submission: false,
    enable_notifications_on_email_events: false,
  }
  const slugs = Array.from({ length: MANY }, (_, at) => `q${at}`)
  const added = db
    .insertInto('queue')
    .values(slugs.map((slug) => ({ slug, title: slug, ...flags })))
  const queues = (await added.returning('id').execute()).map(({ id }) => id)
  const random = randomFrom(1)
  const cast = { queues: [], staff: [], followUps: 1 }
  const ticketIn = (queueId: number, more: object = {}) => ({
    ...madeUpTicket(random, { ...cast, queues: [queueId] }, new Date('2026-01-01')),
    status: 1,
    ...more,
  })
  const places = [MANY - 1, ...Array.from({ length: 52 }, (_, at) => at % 51)]
  const rows = [
    ticketIn(queue.id),
    ...places.map((at) => ticketIn(queues[at]!)),
    ticketIn(queues[60]!, { assigned_to_id: staff.id }),
  ]
  const tickets = await db.insertInto('ticket').values(rows).returningAll().execute()
  await inTransaction(db, async (tx) => {
    for (const ticket of tickets) {
      await insertFollowUp(tx, { ...OPENED, ticket_id: ticket.id, date: ticket.created })
    }
  })
  const [, first, ...ids] = tickets.map(({ id }) => id)
  return { ...made, queues, first: first!, ids: ids.slice(0, -1), mine: ids.at(-1) }
}

/** How a query is run, in the words of the engine. */
async function planOf(db: Db, query: RawBuilder<unknown>): Promise<string> {
  const told = await inTransaction(db, async (tx) => {
    if (onPostgres()) await sql`set local enable_seqscan = off`.execute(tx)
    const explain = onPostgres() ? sql`explain` : sql`explain query plan`
    return (await sql<object>`${explain} ${query}`.execute(tx)).rows
  })
  return told.map((row) => Object.values(row).join(' ')).join('\n')
}

/** The ids of what is in a feed, in its order. */
const found = async (by: Client, path: string) =>
  (await by.get(`/api/feeds/${path}/?format=json`))
    .json()
    .items.map(({ link }: { link: string }) => Number(/(\d+)\/$/.exec(link)![1]))

test('the feeds of somebody who sees hundreds of queues hold the newest of all of them', async () => {
  const { staff, admin, first, ids, mine } = await desk()
  const newest = ids.toReversed().slice(0, 50)
  expect(await found(staff, 'unassigned')).toEqual(newest)
  expect(await found(admin, 'unassigned')).toEqual(newest)
  expect(await found(staff, `users/${staff.id}`)).toEqual([mine])
  await admin.post('/api/followups/', { ticket: first, comment: 'Still there?' })
  const activity = (await staff.get('/api/feeds/recent-activity/?format=json')).json().items
  expect(activity).toHaveLength(50)
  expect(activity[0].title).toContain(`-${first}]`)
})

test('one look at an index tells what is newest in a queue', async () => {
  const { db, queues, staff } = await desk()
  for (const [newest, index] of [
    [openOf(db, null), 'ticket_open_assigned'],
    [openOf(db, staff.id), 'ticket_open_assigned'],
    [SAID, 'followup_queue_id_date_id'],
  ] as const) {
    const plan = await planOf(db, busiest(db, queues, newest))
    const looks = plan.match(new RegExp(index, 'g'))
    expect(looks, plan).toHaveLength(newest.keys.length)
    // What is sorted is the queues.
    expect(plan.match(/Sort Key|TEMP B-TREE/g), plan).toHaveLength(1)
  }
})
