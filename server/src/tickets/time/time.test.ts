import { expect, test } from 'vitest'
import { deskWithLevels, deskWithTicket } from '../../../test/desk-with-ticket.ts'

test('the time that was spent on a ticket is added up, in all and by person', async () => {
  const { admin, staff, path, id } = await deskWithTicket()
  expect((await staff.get(`${path}/time/`)).json()).toEqual({ time_spent: '00:00:00', people: [] })
  for (const [person, time_spent] of [
    [staff, '00:30:00.25'],
    [staff, '23:45:00'],
    [admin, '00:10:00'],
    [admin, null],
  ] as const) {
    await person.post('/api/followups/', { ticket: id, comment: 'x', time_spent })
  }
  expect((await staff.get(`${path}/time/`)).json()).toEqual({
    time_spent: '1 00:25:00.250000',
    people: [
      { user: staff.id, username: 'agnes', time_spent: '1 00:15:00.250000' },
      { user: admin.id, username: 'admin', time_spent: '00:10:00' },
    ],
  })
  expect((await staff.get(`${path}/time/?fields=time_spent`)).json()).toEqual({
    time_spent: '1 00:25:00.250000',
  })
  expect((await staff.get(`${path}/time/?user=1`)).statusCode).toBe(400)
})

test('no sum is too large, and none is less than nothing by mistake', async () => {
  const { staff, path, id } = await deskWithTicket()
  for (const time_spent of ['106751991 00:00:00', '106751991 00:00:00', '-1 23:59:59.5']) {
    const answer = await staff.post('/api/followups/', { ticket: id, comment: 'x', time_spent })
    expect(answer.statusCode).toBe(201)
  }
  expect((await staff.get(`${path}/time/`)).json().time_spent).toBe('213503981 23:59:59.500000')
})

test('the time of a ticket is for those who may see it', async () => {
  const { staff, customer, stranger, tickets, path } = await deskWithLevels()
  expect((await staff.get(`/api/tickets/${tickets.looked}/time/`)).statusCode).toBe(200)
  expect((await staff.get(`/api/tickets/${tickets.hidden}/time/`)).statusCode).toBe(404)
  expect((await customer.get(`${path}/time/`)).statusCode).toBe(403)
  expect((await stranger.get(`${path}/time/`)).statusCode).toBe(401)
  expect((await staff.post(`${path}/time/`)).statusCode).toBe(405)
})
