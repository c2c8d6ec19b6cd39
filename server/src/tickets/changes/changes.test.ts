import { expect, test } from 'vitest'
import { deskWithLevels, deskWithTicket } from '../../../test/desk-with-ticket.ts'

test('a ticket has its history, newest first or oldest first, and page by page', async () => {
  const { admin, staff, path, id, ticketIn, queue } = await deskWithTicket()
  const other = await ticketIn(queue)
  await staff.post('/api/followups/', { ticket: id, comment: 'Out.', new_status: 3 })
  await staff.put(`${path}/tags/`, { tags: ['fire'] })
  await admin.post('/api/followups/', { ticket: id, comment: 'No.', new_status: 2 })
  await admin.post('/api/followups/', { ticket: other, comment: 'No.', new_status: 3 })

  const fields = (query = '') =>
    staff
      .get(`${path}/changes/${query}`)
      .then((answer) => answer.json().results.map(({ field }: { field: string }) => field))
  const { count, results } = (await staff.get(`${path}/changes/`)).json()
  expect(count).toBe(3)
  expect(results[0]).toEqual({
    id: expect.any(Number),
    followup: expect.any(Number),
    user: admin.id,
    username: 'admin',
    field: 'Status',
    old_value: 'Resolved',
    new_value: 'Reopened',
    date: expect.stringMatching(/Z$/),
  })
  expect(await fields()).toEqual(['Status', 'Tags', 'Status'])
  expect((await staff.get(`${path}/changes/?ordering=date`)).json().results).toEqual(
    results.toReversed(),
  )
  expect(await fields(`?field=Status&user=${staff.id}&page_size=1`)).toEqual(['Status'])
  expect((await staff.get(`${path}/changes/${results[0].id}/`)).json()).toEqual(results[0])
  expect((await staff.get(`/api/tickets/${other}/changes/${results[0].id}/`)).statusCode).toBe(404)
  expect((await staff.post(`${path}/changes/`)).statusCode).toBe(405)
})

test('the history of a ticket is for those who may see it', async () => {
  const { staff, customer, stranger, tickets, path } = await deskWithLevels()
  expect((await staff.get(`/api/tickets/${tickets.looked}/changes/`)).statusCode).toBe(200)
  expect((await staff.get(`/api/tickets/${tickets.hidden}/changes/`)).statusCode).toBe(404)
  expect((await customer.get(`${path}/changes/`)).statusCode).toBe(403)
  expect((await stranger.get(`${path}/changes/`)).statusCode).toBe(401)
})
