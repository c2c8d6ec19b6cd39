import * as fc from 'fast-check'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { newTicket, type TestApp, testApp } from '../../test/app.ts'
import { textFile } from '../../test/client.ts'
import type { Person } from '../../test/people.ts'
import { insertQueue } from '../queues/create.ts'
import { inTransaction } from './index.ts'
import { TICKETS_IN_BLOCK } from './schema.ts'

const LISTS = { ticket: 'tickets', followup: 'followups', attachment: 'followups-attachments' }
const TABLES = Object.fromEntries(Object.entries(LISTS).map(([table, list]) => [list, table]))

/** A step: what is done, to which of the rows that there are, and a number to do it with. */
type Step = [keyof typeof STEPS, row: number, number: number]

interface World extends TestApp {
  queues: number[]
}

/** The id of one row of a kind, or of none. */
async function pick({ db }: World, table: keyof typeof LISTS, row: number): Promise<number> {
  const rows = await db.selectFrom(table).select('id').orderBy('id').execute()
  return rows[row % Math.max(rows.length, 1)]?.id ?? 999
}

const at = async (world: World, table: keyof typeof LISTS, row: number) =>
  `/api/${LISTS[table]}/${await pick(world, table, row)}/`

const STEPS = {
  open: ({ admin, queues }: World, row: number) =>
    admin.postForm('/api/tickets/', {
      ...newTicket({ id: queues[row % queues.length]! }),
      ...(row % 2 ? { attachment: textFile('a.txt') } : {}),
    }),
  answer: async (world: World, row: number, number: number) =>
    world.admin.postForm('/api/followups/', {
      ticket: await pick(world, 'ticket', row),
      new_status: (number % 7) + 1,
      attachments: [textFile('a.txt'), textFile(number % 5 ? 'b.txt' : 'b.exe')],
    }),
  move: async (world: World, row: number, number: number) =>
    world.admin.patch(await at(world, 'ticket', row), {
      queue: world.queues[number % 2],
      status: (number % 5) + 1,
    }),
  touch: async (world: World, row: number) =>
    world.admin.patch(await at(world, 'ticket', row), { title: 'Touched' }),
  delete: async (world: World, row: number) => world.admin.delete(await at(world, 'ticket', row)),
  deleteFollowUp: async (world: World, row: number) =>
    world.admin.delete(await at(world, 'followup', row)),
  moveFollowUp: async (world: World, row: number, number: number) =>
    world.admin.patch(await at(world, 'followup', row), {
      ticket: await pick(world, 'ticket', number),
    }),
  deleteFile: async (world: World, row: number) =>
    world.admin.delete(await at(world, 'attachment', row)),
  moveFile: async (world: World, row: number, number: number) =>
    world.admin.patch(await at(world, 'attachment', row), {
      followup: await pick(world, 'followup', number),
    }),
}

/** What is counted by hand, by the queue of the ticket, and what the triggers have counted. */
async function counts({ db }: World) {
  const parts = [
    sql`select 'ticket' kind, queue_id, status from ticket`,
    sql`select 'followup' kind, t.queue_id, 0 status from followup f
      join ticket t on t.id = f.ticket_id`,
    sql`select 'attachment' kind, t.queue_id, 0 status from attachment a
      join followup f on f.id = a.followup_id join ticket t on t.id = f.ticket_id`,
  ].map(
    (rows) => sql`select kind, queue_id, status, count(*) count from (${rows}) r group by 1, 2, 3`,
  )
  const byHand = await sql`${sql.join(parts, sql` union all `)} order by 1, 2, 3`.execute(db)
  // On PostgreSQL a count is the sum over its slots.
  const kept = await sql`select kind, queue_id, status, sum(count) count from tally
    group by 1, 2, 3 having sum(count) <> 0 order by 1, 2, 3`.execute(db)
  const blocks =
    await sql`select id / ${sql.lit(TICKETS_IN_BLOCK)} block, status, count(*) count from ticket
    group by 1, 2 order by 1, 2`.execute(db)
  const keptBlocks = await sql`select block, status, sum(count) count from ticket_block
    group by 1, 2 having sum(count) <> 0 order by 1, 2`.execute(db)
  return { byHand: [...byHand.rows, ...blocks.rows], kept: [...kept.rows, ...keptBlocks.rows] }
}

/** Whoever sees one queue is shown, page by page, what everybody else sees of it, in that order. */
async function expectOwnRows({ admin, staff, queues, db }: World, list: string) {
  const idsOn = async (person: Person, page: number | 'last', size: number) =>
    (await person.get(`/api/${list}/?page_size=${size}&page=${page}`))
      .json()
      .results.map(({ id }: { id: number }) => id) as number[]
  const { rows } = await sql<{ id: number }>`
    select id from ${sql.table(TABLES[list]!)} where queue_id = ${queues[1]!}`.execute(db)
  const own = new Set(rows.map(({ id }) => id))
  const expected = (await idsOn(admin, 1, 1000)).filter((id) => own.has(id))
  const pages = Math.max(1, Math.ceil(expected.length / 3))
  for (let page = 1; page <= pages; page += 1) {
    expect(await idsOn(staff, page, 3)).toEqual(expected.slice(page * 3 - 3, page * 3))
  }
  expect(await idsOn(staff, 'last', 3)).toEqual(expected.slice(pages * 3 - 3))
}

async function twoQueues(): Promise<World> {
  const desk = await testApp({ BELLHOP_QUEUE_PERMISSIONS: 'true' })
  const billing = { title: 'Billing', slug: 'billing' }
  const other = await inTransaction(desk.db, (tx) => insertQueue(tx, billing))
  await desk.db
    .insertInto('queue_permission')
    .values({ queue_id: other.id, user_id: desk.staff.id })
    .execute()
  return { ...desk, queues: [desk.queue.id, other.id] }
}

test('whatever is done to tickets, their counts are exact', async () => {
  const made = await twoQueues()
  const step = fc.tuple(
    fc.constantFrom(...(Object.keys(STEPS) as Step[0][]), 'open' as const, 'answer' as const),
    fc.nat(30),
    fc.nat(30),
  )
  const steps = fc.array(step, { minLength: 5, maxLength: 15, size: 'max' })
  const property = fc.asyncProperty(steps, async (sequence) => {
    for (const [name, row, number] of sequence) {
      const { statusCode, body } = await STEPS[name](made, row, number)
      expect(statusCode, body).toBeLessThan(500)
    }
    const { byHand, kept } = await counts(made)
    expect(kept).toEqual(byHand)
  })
  await fc.assert(property, { numRuns: 12, endOnFailure: true })

  for (const [table, name] of Object.entries(LISTS)) {
    const rows = await made.db
      .selectFrom(table as 'ticket')
      .select('id')
      .execute()
    expect(rows.length).toBeGreaterThan(0)
    expect((await made.admin.get(`/api/${name}/`)).json().count).toBe(rows.length)
    await expectOwnRows(made, name)
  }
})

test('what is done at the same time is counted, too', async () => {
  const made = await twoQueues()
  const rows = Array.from({ length: 12 }, (_, i) => i)
  await Promise.all(rows.map((row) => STEPS.open(made, row)))
  const later = rows.flatMap((row) => [
    STEPS.move(made, row, row * 7),
    STEPS.answer(made, row, row),
    ...(row % 3 ? [] : [STEPS.delete(made, row)]),
  ])
  for (const { statusCode, body } of await Promise.all(later)) {
    expect(statusCode, body).toBeLessThan(500)
  }
  const { byHand, kept } = await counts(made)
  expect(kept).toEqual(byHand)
})

test('a list of some statuses counts those alone', async () => {
  const made = await twoQueues()
  for (const row of [0, 1, 2, 3]) {
    await STEPS.open(made, row)
    await STEPS.move(made, row, row)
  }
  const count = async (statuses: string) =>
    (await made.admin.get(`/api/tickets/?status=${statuses}&page_size=1`)).json().count
  expect([
    await count('1'),
    await count('1,4'),
    await count('1,2,3,4,5'),
    await count('5'),
  ]).toEqual([1, 2, 4, 0])
})

test('staff of some queues are told of the tickets in those alone', async () => {
  const desk = await testApp({ BELLHOP_QUEUE_PERMISSIONS: 'true' })
  const { admin, staff, db, queue } = desk
  const other = await inTransaction(db, (tx) => insertQueue(tx, { title: 'B', slug: 'b' }))
  for (const id of [queue.id, other.id, other.id]) {
    await admin.postForm('/api/tickets/', { ...newTicket({ id }), attachment: textFile('a.txt') })
  }
  await db
    .insertInto('queue_permission')
    .values({ queue_id: other.id, user_id: staff.id })
    .execute()
  for (const name of Object.values(LISTS)) {
    const { count, results } = (await staff.get(`/api/${name}/`)).json()
    expect([name, count, results.length]).toEqual([name, 2, 2])
  }
  expect((await staff.get('/api/tickets/?status=1')).json().count).toBe(2)
  expect((await staff.get('/api/tickets/?status=3')).json()).toMatchObject({
    count: 0,
    results: [],
  })
})
