import { expect, test } from 'vitest'
import {
  deskWithLevels,
  deskWithTicket,
  REFUSED,
  refusals,
} from '../../../test/desk-with-ticket.ts'

test('a user or an address hears of a ticket, is changed and taken away again', async () => {
  const { admin, staff, customer, path, db } = await deskWithTicket()
  const user = await staff.post(`${path}/cc/`, { user: customer.id, can_view: true })
  expect([user.statusCode, user.json()]).toEqual([
    201,
    {
      id: expect.any(Number),
      user: customer.id,
      email: null,
      username: 'uma',
      can_view: true,
      can_update: false,
    },
  ])
  const address = await staff.post(`${path}/cc/`, { email: 'eve@example.com' })
  const one = `${path}/cc/${address.json().id}/`
  expect((await staff.patch(one, { can_update: 'true' })).json()).toMatchObject({
    email: 'eve@example.com',
    can_update: true,
  })
  expect((await staff.patch(one, { user: staff.id })).json()).toMatchObject({
    user: staff.id,
    email: null,
    can_update: true,
  })
  expect((await staff.get(`${path}/cc/?can_view=true&fields=username`)).json().results).toEqual([
    { username: 'uma' },
  ])
  expect((await staff.delete(one)).statusCode).toBe(204)
  expect((await staff.get(one)).statusCode).toBe(404)
  const audit = await db.selectFrom('audit').select(['action', 'kind']).orderBy('id').execute()
  expect(audit.map(({ action, kind }) => `${action} ${kind}`)).toEqual([
    'created ticket-cc',
    'created ticket-cc',
    'edited ticket-cc',
    'edited ticket-cc',
    'deleted ticket-cc',
  ])
  await admin.delete(`${path}/`)
  expect(await db.selectFrom('ticket_cc').select('id').execute()).toEqual([])
})

test('nobody hears of a ticket twice, not by their address either, nor at the same moment', async () => {
  const { staff, customer, path } = await deskWithTicket()
  const post = (body: object) => staff.post(`${path}/cc/`, body)
  const answers = await Promise.all([1, 2, 3].map(() => post({ email: 'eve@example.com' })))
  expect(answers.map(({ statusCode }) => statusCode).toSorted()).toEqual([201, 400, 400])
  const { id } = (await post({ user: customer.id })).json()
  for (const [body, field] of [
    [{ email: 'EVE@example.com' }, 'email'],
    [{ user: customer.id }, 'user'],
    [{ email: customer.email.toUpperCase() }, 'email'],
  ] as const) {
    const answer = await post(body)
    expect([answer.statusCode, Object.keys(answer.json())]).toEqual([400, [field]])
  }
  const moved = await staff.patch(`${path}/cc/${id}/`, { email: 'eve@example.com' })
  expect([moved.statusCode, Object.keys(moved.json())]).toEqual([400, ['email']])
  expect((await staff.patch(`${path}/cc/${id}/`, { user: customer.id })).statusCode).toBe(200)
  expect((await staff.get(`${path}/cc/`)).json().count).toBe(2)
})

test('what is no CC is refused by its field, and changes nothing', async () => {
  const { staff, customer, path, db } = await deskWithTicket()
  await db.updateTable('user').set({ is_active: false }).where('username', '=', 'admin').execute()
  const gone = await db
    .selectFrom('user')
    .select('id')
    .where('username', '=', 'admin')
    .executeTakeFirstOrThrow()
  for (const [body, fields] of [
    [{}, ['user']],
    [{ user: '', email: null }, ['user']],
    [{ user: customer.id, email: 'eve@example.com' }, ['email']],
    [{ user: 10 ** 20, email: 'nobody', can_view: 'perhaps' }, ['user', 'email', 'can_view']],
    [{ user: gone.id }, ['user']],
    [{ email: 'a\0@example.com' }, ['email']],
  ] as const) {
    const answer = await staff.post(`${path}/cc/`, body)
    expect([answer.statusCode, Object.keys(answer.json())]).toEqual([400, fields])
  }
  expect((await staff.get(`${path}/cc/`)).json().count).toBe(0)
  expect((await staff.get(`${path}/cc/?x=1`)).json()).toHaveProperty('x')
  for (const id of ['0', 'x', '1.5', '99999999999999']) {
    expect((await staff.get(`${path}/cc/${id}/`)).statusCode).toBe(404)
  }
})

test('the CCs of a ticket are seen and changed by whoever may see and answer it', async () => {
  const desk = await deskWithLevels()
  expect(await refusals(desk, 'cc', { email: 'eve@example.com' })).toEqual(REFUSED)
  const { admin, staff, tickets, path } = desk
  const there = `/api/tickets/${tickets.looked}/cc/`
  const { id } = (await admin.post(there, { email: 'eve@example.com' })).json()
  expect((await staff.get(`${there}${id}/`)).statusCode).toBe(200)
  expect((await staff.patch(`${there}${id}/`, { can_view: true })).statusCode).toBe(403)
  expect((await staff.delete(`${there}${id}/`)).statusCode).toBe(403)
  expect((await staff.delete(`${path}/cc/${id}/`)).statusCode).toBe(404)
})
