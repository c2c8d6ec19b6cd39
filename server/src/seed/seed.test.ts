import { expect, test } from 'vitest'
import { emptyDb } from '../../test/database.ts'
import type { Db } from '../db/index.ts'
import { countRows, countTickets } from '../db/tally.ts'
import { seed } from './seed.ts'

const NOW = new Date('2026-03-01T12:00:00Z')

async function seeded(tickets: number, onProgress?: (done: number) => void): Promise<Db> {
  const db = await emptyDb()
  await seed(db, { tickets, staff: [], now: NOW, ...(onProgress ? { onProgress } : {}) })
  return db
}

const titlesIn = (db: Db) => db.selectFrom('ticket').select(['title', 'created']).execute()

test('a made-up helpdesk has as many tickets as were asked for, with two follow-ups each', async () => {
  const db = await seeded(250)
  const talks = await db
    .selectFrom('ticket')
    .leftJoin('followup', 'followup.ticket_id', 'ticket.id')
    .select(({ fn }) => ['ticket.id', fn.count<number>('followup.id').as('followUps')])
    .groupBy('ticket.id')
    .execute()
  expect(talks).toHaveLength(250)
  expect(talks.every(({ followUps }) => followUps === 2)).toBe(true)
})

test('made-up tickets are counted as all others are', async () => {
  const db = await seeded(300)
  const open = await db.selectFrom('ticket').select('id').where('status', '=', 1).execute()
  expect(await countRows(db, 'ticket', 'all')).toBe(300)
  expect(await countRows(db, 'followup', 'all')).toBe(600)
  expect(await countTickets(db, { statuses: [1], queues: 'all' })).toBe(open.length)
  expect(open.length).toBeGreaterThan(30)
})

test('the same tickets are made up each time', async () => {
  const one = await seeded(20)
  const other = await seeded(20)
  expect(await titlesIn(one)).toEqual(await titlesIn(other))
  await Promise.all([one.destroy(), other.destroy()])
})

test('no made-up ticket is from the future, and none is answered before it was opened', async () => {
  const db = await seeded(50)
  const late = await db
    .selectFrom('ticket')
    .innerJoin('followup', 'followup.ticket_id', 'ticket.id')
    .select('ticket.id')
    .where((is) =>
      is.or([
        is('followup.date', '>', '2026-03-01T12:00:00.000000Z'),
        is('followup.date', '<', is.ref('ticket.created')),
      ]),
    )
    .execute()
  expect(late).toEqual([])
})

test('whoever waits is told how far it is', async () => {
  const seen: number[] = []
  await seeded(10_250, (done) => seen.push(done))
  expect(seen).toEqual([10_000, 10_250])
})

test('a made-up ticket has as many follow-ups as were asked for, and its end comes last', async () => {
  const db = await emptyDb()
  await seed(db, { tickets: 60, followUps: 4, staff: [], now: NOW })
  expect(await countRows(db, 'followup', 'all')).toBe(240)
  const ends = await db
    .selectFrom('followup')
    .innerJoin('followup as later', 'later.ticket_id', 'followup.ticket_id')
    .where('followup.new_status', 'is not', null)
    .whereRef('later.date', '>', 'followup.date')
    .select('followup.id')
    .execute()
  expect(ends).toEqual([])
  await seed(db, { tickets: 5, staff: [], now: NOW })
  expect(await countRows(db, 'ticket', 'all')).toBe(65)
})
