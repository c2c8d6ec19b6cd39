import { expect, test } from 'vitest'
import { newTicket, testApp } from '../../../test/app.ts'
import { addPerson } from '../../../test/people.ts'

const OWN = '/api/user_tickets/'

test('people see the tickets that they asked, newest first, and no others', async () => {
  const { admin, customer, queue, ctx } = await testApp()
  const start = new Date('2025-01-01T00:00:00Z').getTime()
  const from = [customer.email, 'other@example.com', customer.email, customer.email.toUpperCase()]
  for (const [day, submitter_email] of from.entries()) {
    ctx.now = () => new Date(start + day * 86_400_000)
    await admin.post('/api/tickets/', newTicket(queue, { submitter_email }))
  }
  const { count, results } = (await customer.get(OWN)).json()
  expect([count, results.map(({ id }: { id: number }) => id)]).toEqual([2, [3, 1]])
  expect((await customer.get(`${OWN}1/`)).json()).toMatchObject({
    ticket: '1 [support-1]',
    id: 1,
    title: 'The printer is on fire',
    queue: { title: 'Support', id: queue.id },
    status: 'Open',
    created: '3\u00a0days ago',
    due_date: null,
    submitter: customer.email,
    kbitem: '',
  })
  for (const id of [2, 4, 99, 'x']) {
    expect((await customer.get(`${OWN}${id}/`)).statusCode).toBe(404)
  }
})

test('a status in words tells what holds a ticket up', async () => {
  const { admin, customer, queue, db } = await testApp()
  const asked = newTicket(queue, { submitter_email: customer.email })
  for (let i = 0; i < 2; i += 1) await admin.post('/api/tickets/', asked)
  await admin.patch('/api/tickets/1/', { on_hold: true })
  await db.insertInto('ticket_dependency').values({ ticket_id: 1, depends_on_id: 2 }).execute()
  const status = async () => (await customer.get(`${OWN}1/`)).json().status
  expect(await status()).toBe('Open - On Hold - Open dependencies')
  await admin.patch('/api/tickets/2/', { status: 4 })
  await admin.patch('/api/tickets/1/', { status: 3 })
  expect(await status()).toBe('Resolved - On Hold')
})

test('whoever has no address has no tickets, not even those without a submitter', async () => {
  const desk = await testApp()
  const nobody = await addPerson(desk, { username: 'nobody', email: '' })
  await desk.admin.post('/api/tickets/', newTicket(desk.queue, { submitter_email: '' }))
  expect((await nobody.get(OWN)).json()).toMatchObject({ count: 0, results: [] })
  expect((await nobody.get(`${OWN}1/`)).statusCode).toBe(404)
})

test('own tickets are for those who have signed in, and to read', async () => {
  const { stranger, customer } = await testApp()
  expect((await stranger.get(OWN)).statusCode).toBe(401)
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
    expect((await customer.request(method, OWN)).statusCode).toBe(405)
    expect((await customer.request(method, `${OWN}1/`)).statusCode).toBe(405)
  }
})
