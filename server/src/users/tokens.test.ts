import { expect, test } from 'vitest'
import { newTicket, testApp, type TestApp } from '../../test/app.ts'
import { type Client, clientOf } from '../../test/client.ts'
import { basic } from '../../test/sign-in.ts'

const TOKENS = '/api/tokens/'

/** A token of this person with such limits, and who asks with it. */
async function withToken({ app }: TestApp, person: Client, limits: object = {}) {
  const made = await person.post(TOKENS, { name: 'report', ...limits })
  expect(made.statusCode).toBe(201)
  const token = made.json()
  const authorization = `Token ${token.key}`
  return { ...clientOf(app, { authorization }), path: `${TOKENS}${token.id}/`, token }
}

test('a token is made, its key shown once, listed without it, and ended', async () => {
  const desk = await testApp()
  const { customer, db } = desk
  const report = await withToken(desk, customer)
  expect(report.token).toEqual({
    id: expect.any(Number),
    name: 'report',
    scope: 'admin',
    user: customer.id,
    created: expect.any(String),
    expires: null,
    last_used: null,
    key: expect.stringMatching(/^[0-9a-f]{40}$/),
  })
  expect((await report.get('/api/me/')).json().username).toBe('uma')
  const list = await customer.get(`${TOKENS}?search=rep`)
  expect(list.json()).toMatchObject({ count: 1, results: [{ name: 'report' }] })
  expect(list.body).not.toMatch(/key|hash/)
  expect((await customer.delete(report.path)).statusCode).toBe(204)
  expect((await customer.delete(report.path)).statusCode).toBe(404)
  expect((await report.get('/api/me/')).statusCode).toBe(401)
  const audit = await db.selectFrom('audit').selectAll().orderBy('id').execute()
  expect(audit.map(({ action, kind, label }) => `${action} ${kind} ${label}`)).toEqual([
    'created token report',
    'deleted token report',
  ])
  expect(JSON.stringify(audit)).not.toContain(report.token.key)
})

test('a token for reading changes nothing, by whatever method', async () => {
  const desk = await testApp()
  const reader = await withToken(desk, desk.admin, { scope: 'read' })
  for (const method of ['GET', 'HEAD', 'OPTIONS']) {
    expect((await reader.request(method, '/api/tickets/')).statusCode).toBe(200)
  }
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'TRACE']) {
    const body = method === 'TRACE' ? {} : { body: newTicket(desk.queue) }
    const answer = await reader.request(method, '/api/tickets/', body)
    expect([answer.statusCode, answer.json().detail]).toEqual([
      403,
      'This token may only read: it has the scope "read".',
    ])
  }
  expect((await desk.admin.get('/api/tickets/')).json().count).toBe(0)
})

test('a token for writing works on tickets, and changes nothing that takes an admin', async () => {
  const desk = await testApp()
  const writer = await withToken(desk, desk.admin, { scope: 'write' })
  expect((await writer.post('/api/tickets/', newTicket(desk.queue))).statusCode).toBe(201)
  expect((await writer.get('/api/groups/')).statusCode).toBe(200)
  for (const [method, path] of [
    ['POST', '/api/groups/'],
    ['POST', '/api/people/'],
    ['PATCH', `/api/people/${desk.staff.id}/`],
    ['POST', '/api/queues/'],
    ['PATCH', `/api/queues/${desk.queue.id}/`],
  ] as const) {
    expect((await writer.request(method, path, { body: { name: 'x' } })).statusCode).toBe(403)
  }
  expect((await writer.get(`${TOKENS}?user=${desk.staff.id}`)).json().count).toBe(0)
})

test('a token with limits makes none that has less of them', async () => {
  const desk = await testApp()
  const soon = new Date(Date.now() + 60_000).toISOString()
  for (const limits of [{ scope: 'write' }, { expires: soon }]) {
    const limited = await withToken(desk, desk.staff, limits)
    expect((await limited.post(TOKENS, { name: 'more' })).statusCode).toBe(403)
    expect((await limited.get(TOKENS)).statusCode).toBe(200)
  }
  const whole = await withToken(desk, desk.staff)
  expect((await whole.post(TOKENS, { name: 'more' })).statusCode).toBe(201)
})

test('a token counts until it expires, to the microsecond', async () => {
  const desk = await testApp()
  const expires = '2026-03-01T10:00:00Z'
  desk.ctx.now = () => new Date('2026-03-01T09:00:00Z')
  const report = await withToken(desk, desk.staff, { expires })
  expect(report.token.expires).toBe(expires)
  desk.ctx.now = () => new Date('2026-03-01T09:59:59.999Z')
  expect((await report.get(TOKENS)).statusCode).toBe(200)
  desk.ctx.now = () => new Date(expires)
  const late = await report.get(TOKENS)
  expect([late.statusCode, late.json().detail]).toEqual([401, 'This token has expired.'])
  const past = await desk.staff.post(TOKENS, { name: 'x', expires })
  expect([past.statusCode, Object.keys(past.json())]).toEqual([400, ['expires']])
})

test('the use of a token is noted once an hour, and not by each request', async () => {
  const desk = await testApp()
  const { ctx, db } = desk
  ctx.now = () => new Date('2026-03-01T09:00:00Z')
  const report = await withToken(desk, desk.staff)
  const used = async () =>
    (
      await db
        .selectFrom('token')
        .select('last_used')
        .where('id', '=', report.token.id)
        .executeTakeFirstOrThrow()
    ).last_used
  expect(await used()).toBe(null)
  await report.get(TOKENS)
  await expect.poll(used).toBe('2026-03-01T09:00:00.000000Z')
  ctx.now = () => new Date('2026-03-01T09:59:59Z')
  await report.get(TOKENS)
  ctx.now = () => new Date('2026-03-01T10:00:00Z')
  expect(await used()).toBe('2026-03-01T09:00:00.000000Z')
  await Promise.all([report.get(TOKENS), report.get(TOKENS)])
  await expect.poll(used).toBe('2026-03-01T10:00:00.000000Z')
})

test('people see and end their own tokens, and admins those of all', async () => {
  const desk = await testApp()
  const { admin, staff, customer, stranger } = desk
  const report = await withToken(desk, customer)
  for (const path of [report.path, `${TOKENS}99/`]) {
    expect((await staff.get(path)).statusCode).toBe(404)
    expect((await staff.delete(path)).statusCode).toBe(404)
  }
  expect((await staff.get(`${TOKENS}?user=${customer.id}`)).json().count).toBe(0)
  expect((await admin.get(TOKENS)).json().count).toBe(1)
  expect((await admin.get(`${TOKENS}?user=${customer.id}`)).json().count).toBe(2)
  expect((await admin.get(`${TOKENS}?user=${customer.id}&scope=read`)).json().count).toBe(0)
  expect((await admin.delete(report.path)).statusCode).toBe(204)
  expect((await stranger.get(TOKENS)).statusCode).toBe(401)

  const body = { name: 'bot', user: customer.id }
  expect((await admin.post(TOKENS, body)).json().user).toBe(customer.id)
  const refused = await staff.post(TOKENS, body)
  expect([refused.statusCode, Object.keys(refused.json())]).toEqual([400, ['user']])
  const wrong = { name: '', scope: 'all', expires: 'soon', user: 'me' }
  expect(Object.keys((await admin.post(TOKENS, wrong)).json())).toEqual(Object.keys(wrong))
})

test('a password is no token: signing in with one has no scope', async () => {
  const { stranger, staff } = await testApp()
  const made = await stranger.post(TOKENS, { name: 'first' }, basic(staff))
  expect([made.statusCode, made.json().scope]).toEqual([201, 'admin'])
})
