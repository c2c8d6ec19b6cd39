import { expect, test } from 'vitest'
import { newTicket, testApp } from '../../test/app.ts'
import { textFile } from '../../test/client.ts'

const ORIGIN = 'https://desk.example.com'
const ALLOWED = 'access-control-allow-origin'
const PREFLIGHT = { origin: ORIGIN, 'access-control-request-method': 'POST' }

test('whatever is answered, a browser is told to run nothing, frame nothing and guess nothing', async () => {
  const { admin, stranger, staff, customer, db, queue } = await testApp()
  const form = { ...newTicket(queue), attachment: textFile('a.txt') }
  const ticket = (await admin.postForm('/api/tickets/', form)).json()
  const { pathname, search } = new URL(ticket.followup_set[0].followupattachment_set[0].file)
  const answers = [
    [200, await staff.get('/api/tickets/')],
    [200, await staff.get('/api/tickets/', { accept: 'text/html' })],
    [200, await stranger.get('/api/')],
    [200, await stranger.get('/healthz')],
    [200, await stranger.get('/readyz')],
    [200, await stranger.get(pathname + search)],
    [206, await stranger.get(pathname + search, { range: 'bytes=0-1' })],
    [204, await admin.delete('/api/tickets/1/')],
    [404, await stranger.get(pathname + search)],
    [403, await stranger.get(pathname)],
    [400, await staff.post('/api/tickets/', {})],
    [400, await staff.get('/api/tickets/', { host: 'not a host' })],
    [401, await stranger.get('/api/tickets/')],
    [403, await customer.get('/api/tickets/')],
    [404, await stranger.get('/nowhere')],
    [404, await stranger.get('/api/nowhere/')],
    [404, await staff.get('/%zz')],
    [404, await staff.get('/api/tickets/%zz/')],
    [404, await staff.get(`/api/tickets/${'9'.repeat(500)}/`)],
    [401, await stranger.get(`/api/tickets/${'9'.repeat(500)}/`)],
    [405, await staff.request('PATCH', '/api/tickets/')],
    [406, await staff.get('/api/tickets/', { accept: 'image/png' })],
    [415, await staff.post('/api/tickets/', 'x', { 'content-type': 'text/plain' })],
    [500, (await db.schema.dropTable('tally').execute(), await staff.get('/api/tickets/'))],
  ] as const
  for (const [status, { statusCode, headers, body }] of answers) {
    expect(statusCode, body).toBe(status)
    if (status >= 400) expect(body).toMatch(/^\{"(detail|queue)":/)
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': expect.stringContaining('private'),
      'content-security-policy': expect.stringMatching(
        /default-src 'none'.*frame-ancestors 'none'/,
      ),
      'x-request-id': expect.any(String),
    })
    expect(headers['content-security-policy']).not.toMatch(/script-src|unsafe/)
    expect(headers['x-powered-by'] ?? headers.server).toBe(undefined)
  }
})

test('pages elsewhere may not call the API unless that was configured', async () => {
  const { staff } = await testApp()
  const answers = [
    await staff.get('/api/tickets/', { origin: ORIGIN }),
    await staff.request('OPTIONS', '/api/tickets/', { headers: PREFLIGHT }),
  ]
  for (const { headers, statusCode } of answers) {
    expect(statusCode).toBe(200)
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([])
    expect(headers['cross-origin-resource-policy']).toBe('same-origin')
  }
})

test('pages of a configured origin may call the API, without cookies, and no others', async () => {
  const { staff, stranger } = await testApp({
    BELLHOP_CORS_ORIGINS: `${ORIGIN},http://localhost:1`,
  })
  const mine = await staff.get('/api/tickets/', { origin: ORIGIN })
  expect(mine.headers[ALLOWED]).toBe(ORIGIN)
  expect(mine.headers.vary).toContain('Origin')
  expect(mine.headers['access-control-allow-credentials']).toBe(undefined)
  const refused = await stranger.get('/api/tickets/', { origin: ORIGIN })
  expect([refused.statusCode, refused.headers[ALLOWED]]).toEqual([401, ORIGIN])
  for (const origin of [
    `${ORIGIN}.evil.example`,
    'null',
    'https://evil.example',
    ORIGIN.slice(0, -1),
  ]) {
    const { headers } = await staff.get('/api/tickets/', { origin })
    expect([origin, headers[ALLOWED]]).toEqual([origin, undefined])
    expect(headers.vary).toContain('Origin')
  }
})

test('a browser that asks first is told what it may send, without a password', async () => {
  const { stranger } = await testApp({ BELLHOP_CORS_ORIGINS: ORIGIN })
  const preflight = (origin: string) =>
    stranger.request('OPTIONS', '/api/tickets/', { headers: { ...PREFLIGHT, origin } })
  const answer = await preflight(ORIGIN)
  expect([answer.statusCode, answer.body]).toEqual([204, ''])
  expect(answer.headers).toMatchObject({
    [ALLOWED]: ORIGIN,
    'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE',
    'access-control-allow-headers': 'Authorization, Content-Type, X-Request-Id, X-Ticket-Key',
  })
  const other = await preflight('https://evil.example')
  expect([other.statusCode, other.headers[ALLOWED]]).toEqual([401, undefined])
})

test('every origin may be allowed', async () => {
  const { staff } = await testApp({ BELLHOP_CORS_ORIGINS: '*' })
  const { headers } = await staff.get('/api/', { origin: 'https://any.example' })
  expect(headers[ALLOWED]).toBe('*')
})

const FORWARDED = {
  'x-forwarded-proto': 'https',
  'x-forwarded-host': 'evil.example',
  'x-forwarded-for': '203.0.113.9',
  forwarded: 'host=evil.example;proto=https',
}

test('what claims to come through a proxy is not believed', async () => {
  const { stranger } = await testApp()
  expect((await stranger.get('/api/', FORWARDED)).json().tickets).toBe(
    'http://desk.test/api/tickets/',
  )
  const elsewhere = await testApp({ BELLHOP_TRUSTED_PROXIES: '10.0.0.0/8' })
  expect((await elsewhere.stranger.get('/api/', FORWARDED)).json().tickets).toMatch(/^http:/)
})

test('a trusted proxy says that it was HTTPS, and no more', async () => {
  const { stranger } = await testApp({ BELLHOP_TRUSTED_PROXIES: '127.0.0.1' })
  expect((await stranger.get('/api/', FORWARDED)).json().tickets).toBe(
    'https://desk.test/api/tickets/',
  )
})

test('a request’s own id comes back, and one that could mean harm is replaced', async () => {
  const { stranger } = await testApp()
  const idFor = async (headers = {}) =>
    (await stranger.get('/api/', headers)).headers['x-request-id']
  expect(await idFor({ 'x-request-id': 'abc-1.2_3' })).toBe('abc-1.2_3')
  const made = [await idFor(), await idFor()]
  expect(new Set(made).size).toBe(2)
  for (const hostile of ['a b', 'a"b', 'x'.repeat(65), '{"a":1}', '<b>', '']) {
    expect(await idFor({ 'x-request-id': hostile })).toMatch(/^[0-9a-f-]{36}$/)
  }
})

test('a Host that is none is refused, whoever asks', async () => {
  const { stranger, staff } = await testApp()
  for (const host of ['a b', 'desk.test/x', 'desk.test@evil', '[::1', 'desk.test:port', '"']) {
    const answer = await staff.get('/api/tickets/', { host })
    expect([host, answer.statusCode]).toEqual([host, 400])
    expect((await stranger.get('/api/', { host })).statusCode).toBe(400)
  }
  for (const host of ['desk.test', 'DESK.test:8000', '127.0.0.1', '[::1]:8000']) {
    expect((await stranger.get('/api/', { host })).json().tickets).toBe(
      `http://${host}/api/tickets/`,
    )
  }
})

test('a supervisor is told whether the process lives, and whether it can work', async () => {
  const { stranger, db } = await testApp()
  for (const path of ['/healthz', '/readyz']) {
    expect((await stranger.get(path)).json()).toEqual({ status: 'ok' })
  }
  await db.schema.dropTable('setting').execute()
  expect((await stranger.get('/healthz')).statusCode).toBe(200)
  const answer = await stranger.get('/readyz')
  expect(answer.statusCode).toBe(503)
  expect(answer.json()).toEqual({ detail: 'The database cannot be reached.' })
  expect(answer.headers['retry-after']).toBe('5')
})
