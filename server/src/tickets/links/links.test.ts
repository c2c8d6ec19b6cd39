import { expect, test } from 'vitest'
import {
  deskWithLevels,
  deskWithTicket,
  REFUSED,
  refusals,
} from '../../../test/desk-with-ticket.ts'
import { inTransaction } from '../../db/index.ts'
import { moveLinks } from './move.ts'

test('two tickets that are linked both show it, each from its own side', async () => {
  const { staff, queue, ticketIn, id, path } = await deskWithTicket()
  const other = await ticketIn(queue, 'The larger one')
  const made = await staff.post(`${path}/links/`, { to: other, kind: 'parent' })
  expect([made.statusCode, made.json()]).toEqual([
    201,
    {
      id: expect.any(Number),
      to: other,
      kind: 'parent',
      other: { id: other, queue: queue.id, title: 'The larger one', status: 1 },
      created: expect.stringMatching(/Z$/),
      user: staff.id,
    },
  ])
  const back = `/api/tickets/${other}/links/`
  expect((await staff.get(`${back}?fields=to,kind`)).json().results).toEqual([
    { to: id, kind: 'child' },
  ])
  expect((await staff.get(`${back}?to=${id}`)).json().count).toBe(1)
  expect((await staff.delete(`${back}${made.json().id}/`)).statusCode).toBe(204)
  expect((await staff.get(`${path}/links/`)).json().count).toBe(0)
  const related = await staff.post(back, { to: id })
  expect(related.json().kind).toBe('related')
})

test('two tickets have one link, whoever is quicker and whatever it says', async () => {
  const { staff, queue, ticketIn, id } = await deskWithTicket()
  const other = await ticketIn(queue)
  const link = (from: number, to: number, kind: string) =>
    staff.post(`/api/tickets/${from}/links/`, { to, kind })
  const both = await Promise.all([link(id, other, 'duplicate'), link(other, id, 'related')])
  expect(both.map(({ statusCode }) => statusCode).toSorted()).toEqual([201, 400])
  for (const [to, kind, field] of [
    [id, 'related', 'to'],
    [9999, 'related', 'to'],
    [other, 'related', 'to'],
    [other, 'nephew', 'kind'],
  ] as const) {
    const answer = await link(id, to, kind)
    expect([answer.statusCode, Object.keys(answer.json())]).toEqual([400, [field]])
  }
})

test('a link to a ticket that may not be seen is not shown', async () => {
  const desk = await deskWithLevels()
  const { admin, staff, tickets, path } = desk
  const { id } = (await admin.post(`${path}/links/`, { to: tickets.hidden })).json()
  await admin.post(`${path}/links/`, { to: tickets.looked })
  const list = (await staff.get(`${path}/links/`)).json()
  expect([list.count, list.results[0].to]).toEqual([1, tickets.looked])
  expect((await staff.delete(`${path}/links/${id}/`)).statusCode).toBe(404)
  expect((await staff.post(`${path}/links/`, { to: tickets.hidden })).json()).toEqual({
    to: [`Invalid pk "${tickets.hidden}" - object does not exist.`],
  })
  expect(await refusals(desk, 'links', { to: tickets.looked })).toEqual(REFUSED)
})

test('links move to another ticket, which keeps its own', async () => {
  const { ctx, staff, queue, ticketIn, id: low } = await deskWithTicket()
  const [from, to, high] = [await ticketIn(queue), await ticketIn(queue), await ticketIn(queue)]
  const link = (ticket: number, other: number, kind: string) =>
    staff.post(`/api/tickets/${ticket}/links/`, { to: other, kind })
  await link(from, low, 'parent')
  await link(from, high, 'original')
  await link(from, to, 'related')
  await link(to, high, 'child')
  await inTransaction(ctx.db, (tx) => moveLinks(tx, from, to))
  const rows = (await staff.get(`/api/tickets/${to}/links/?fields=to,kind`)).json().results
  expect(rows).toHaveLength(2)
  expect(rows).toEqual(
    expect.arrayContaining([
      { to: low, kind: 'parent' },
      { to: high, kind: 'child' },
    ]),
  )
  expect((await staff.get(`/api/tickets/${from}/links/`)).json().count).toBe(0)
})
