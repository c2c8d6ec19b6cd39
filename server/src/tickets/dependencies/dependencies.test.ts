import { expect, test } from 'vitest'
import {
  deskWithLevels,
  deskWithTicket,
  REFUSED,
  refusals,
} from '../../../test/desk-with-ticket.ts'
import { inTransaction } from '../../db/index.ts'
import { moveDependencies } from './move.ts'

test('a ticket waits for another, which knows of it, until that is taken back', async () => {
  const { staff, queue, ticketIn, id, path } = await deskWithTicket()
  const other = await ticketIn(queue, 'Before it')
  const made = await staff.post(`${path}/dependencies/`, { depends_on: other })
  const shown = { id: other, queue: queue.id, title: 'Before it', status: 1 }
  expect([made.statusCode, made.json()]).toEqual([
    201,
    { id: expect.any(Number), depends_on: other, other: shown },
  ])
  expect((await staff.get(`${path}/dependencies/?status=Open`)).json().count).toBe(1)
  expect((await staff.get(`${path}/dependencies/?status=Closed`)).json().count).toBe(0)
  const back = (await staff.get(`/api/tickets/${other}/dependents/`)).json().results
  expect(back).toEqual([
    {
      id: made.json().id,
      ticket: id,
      other: { id, queue: queue.id, title: 'The first', status: 1 },
    },
  ])
  expect((await staff.post(`/api/tickets/${other}/dependents/`)).statusCode).toBe(405)
  const one = `${path}/dependencies/${made.json().id}/`
  expect((await staff.patch(one, {})).statusCode).toBe(405)
  expect((await staff.delete(one)).statusCode).toBe(204)
  expect((await staff.delete(one)).statusCode).toBe(404)
})

test('tickets never wait for each other, whoever is quicker and however many there are', async () => {
  const { staff, queue, ticketIn, id: a } = await deskWithTicket()
  const [b, c] = [await ticketIn(queue), await ticketIn(queue)]
  const wait = (from: number, to: number) =>
    staff.post(`/api/tickets/${from}/dependencies/`, { depends_on: to })
  const both = await Promise.all([wait(a, b), wait(b, a)])
  expect(both.map(({ statusCode }) => statusCode).toSorted()).toEqual([201, 400])
  const [first, second] = both[0]!.statusCode === 201 ? [a, b] : [b, a]
  expect((await wait(second, c)).statusCode).toBe(201)
  for (const [from, to] of [
    [c, first],
    [c, c],
    [first, second],
  ] as const) {
    const answer = await wait(from, to)
    expect([answer.statusCode, Object.keys(answer.json())]).toEqual([400, ['depends_on']])
  }
  const twice = await Promise.all([wait(first, c), wait(first, c)])
  expect(twice.map(({ statusCode }) => statusCode).toSorted()).toEqual([201, 400])
})

test('a ticket that may not be seen is neither shown nor waited for', async () => {
  const desk = await deskWithLevels()
  const { admin, staff, tickets, path, db } = desk
  await admin.post(`${path}/dependencies/`, { depends_on: tickets.looked })
  const { id } = (await admin.post(`${path}/dependencies/`, { depends_on: tickets.hidden })).json()
  const list = (await staff.get(`${path}/dependencies/`)).json()
  expect([list.count, list.results[0].other.title]).toEqual([1, 'Only to look at'])
  expect((await staff.get(`${path}/dependencies/${id}/`)).statusCode).toBe(404)
  expect((await staff.delete(`${path}/dependencies/${id}/`)).statusCode).toBe(404)
  const [hidden, missing] = await Promise.all(
    [tickets.hidden, 9999].map((ticket) =>
      staff.post(`${path}/dependencies/`, { depends_on: ticket }),
    ),
  )
  expect([hidden!.statusCode, hidden!.body.replaceAll(String(tickets.hidden), '9999')]).toEqual([
    400,
    missing!.body,
  ])
  expect(await refusals(desk, 'dependencies', { depends_on: tickets.looked })).toEqual(REFUSED)
  await admin.delete(`${path}/`)
  expect(await db.selectFrom('ticket_dependency').select('id').execute()).toEqual([])
})

test('dependencies move to another ticket without closing a circle', async () => {
  const { ctx, db, queue, ticketIn, id: from } = await deskWithTicket()
  const [to, before, after, middle] = [
    await ticketIn(queue),
    await ticketIn(queue),
    await ticketIn(queue),
    await ticketIn(queue),
  ]
  const rows = [
    [from, before],
    [to, before],
    [after, from],
    // What the new ticket waits for would wait for it, and the reverse.
    [to, middle],
    [middle, from],
  ].map(([ticket_id, depends_on_id]) => ({ ticket_id: ticket_id!, depends_on_id: depends_on_id! }))
  await db.insertInto('ticket_dependency').values(rows).execute()
  await inTransaction(ctx.db, (tx) => moveDependencies(tx, from, to))
  const left = await db
    .selectFrom('ticket_dependency')
    .select(['ticket_id', 'depends_on_id'])
    .orderBy('ticket_id')
    .orderBy('depends_on_id')
    .execute()
  expect(left.map((row) => [row.ticket_id, row.depends_on_id])).toEqual([
    [to, before],
    [to, middle],
    [after, to],
  ])
})

test('a ticket does not wait for itself once one that it waited for has become it', async () => {
  const { ctx, db, queue, ticketIn, id: to } = await deskWithTicket()
  const from = await ticketIn(queue)
  await db.insertInto('ticket_dependency').values({ ticket_id: to, depends_on_id: from }).execute()
  await inTransaction(ctx.db, (tx) => moveDependencies(tx, from, to))
  expect(await db.selectFrom('ticket_dependency').select('id').execute()).toEqual([])
})
