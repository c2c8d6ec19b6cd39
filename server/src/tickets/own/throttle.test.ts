import { expect, test } from 'vitest'
import { deskWithTicket } from '../../../test/desk-with-ticket.ts'

const MINE = '/api/my-tickets/'

/** Uma's ticket, in a queue that is open to the public; the clock stands still until it is moved. */
async function desk() {
  const made = await deskWithTicket({
    BELLHOP_CUSTOMER_TICKETS_PER_HOUR: '2',
    BELLHOP_CUSTOMER_ANSWERS_PER_HOUR: '2',
    BELLHOP_WRONG_KEYS_PER_HOUR: '2',
    BELLHOP_TRUSTED_PROXIES: '127.0.0.1',
  })
  const { ctx, db, queue, customer, id } = made
  let now = Date.parse('2026-03-01T09:00:00Z')
  ctx.now = () => new Date(now)
  await db.updateTable('queue').set({ allow_public_submission: true }).execute()
  const submitter_email = customer.email
  await db.updateTable('ticket').set({ submitter_email }).execute()
  const { secret_key } = await db
    .selectFrom('ticket')
    .select('secret_key')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  const ticket = { queue: queue.id, title: 'Fire', description: 'It burns.' }
  return { ...made, ticket, key: secret_key, pass: (minutes: number) => (now += minutes * 60_000) }
}

test('a customer opens so many tickets in an hour; what was wrong does not count', async () => {
  const { customer, ticket, pass, stranger: _, staff } = await desk()
  expect((await customer.post(MINE, { ...ticket, title: '' })).statusCode).toBe(400)
  expect((await customer.post(MINE, ticket)).statusCode).toBe(201)
  pass(20)
  const answers = await Promise.all([1, 2, 3, 4].map(() => customer.post(MINE, ticket)))
  expect(answers.map(({ statusCode }) => statusCode).toSorted()).toEqual([201, 429, 429, 429])
  const refused = await customer.post(MINE, 'not even read')
  expect([refused.statusCode, refused.headers['retry-after']]).toEqual([429, '2400'])
  expect(refused.json()).toEqual({ detail: 'Too many new tickets. Try again in 2400 seconds.' })
  expect((await customer.get(MINE)).json().count).toBe(3)
  pass(40)
  expect((await customer.post(MINE, ticket)).statusCode).toBe(201)
  for (let n = 0; n < 3; n += 1) expect((await staff.post(MINE, ticket)).statusCode).toBe(201)
})

test('so many answers come from a customer, and from whoever has a key to its ticket', async () => {
  const { customer, stranger, id, key, ticketIn, queue, db } = await desk()
  const other = await ticketIn(queue)
  await db.updateTable('ticket').set({ submitter_email: customer.email }).execute()
  const answer = (path: string) => customer.post(`${MINE}${path}/`, { comment: 'Still.' })
  expect((await answer(`${id}/answers`)).statusCode).toBe(200)
  expect((await answer(`${other}/close`)).statusCode).toBe(200)
  const refused = await answer(`${id}/reopen`)
  expect([refused.statusCode, refused.headers['retry-after']]).toEqual([429, '3600'])
  const keyed = () =>
    stranger.post(
      `/api/public-tickets/${id}/answers/`,
      { comment: 'Still.' },
      { 'x-ticket-key': key },
    )
  const statuses = [await keyed(), await keyed(), await keyed()].map(({ statusCode }) => statusCode)
  expect(statuses).toEqual([200, 200, 429])
})

test('so many wrong keys come from an address, and then the right one is refused there as well', async () => {
  const { stranger, id, key, pass } = await desk()
  const ask = (ticket: number, given: string, from = '192.0.2.1') =>
    stranger.get(`/api/public-tickets/${ticket}/`, {
      'x-ticket-key': given,
      'x-forwarded-for': from,
    })
  expect((await ask(id, key)).statusCode).toBe(200)
  expect((await ask(id, 'wrong')).statusCode).toBe(404)
  expect((await ask(9999, key)).statusCode).toBe(404)
  const refused = await ask(id, key)
  expect([refused.statusCode, refused.headers['retry-after']]).toEqual([429, '3600'])
  expect(refused.json()).toEqual({ detail: 'Too many wrong keys. Try again in 3600 seconds.' })
  expect((await ask(id, key, '192.0.2.2')).statusCode).toBe(200)
  pass(60)
  expect((await ask(id, key)).statusCode).toBe(200)
})
