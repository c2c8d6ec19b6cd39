import { expect, test } from 'vitest'
import { testApp, type TestApp } from '../../test/app.ts'
import { basic, logIn } from '../../test/sign-in.ts'
import { issueToken, revokeToken } from './tokens.ts'

const TICKETS = '/api/tickets/'

const asked = async ({ stranger }: TestApp, authorization?: string) => {
  const headers: Record<string, string> = authorization === undefined ? {} : { authorization }
  const answer = await stranger.get(TICKETS, headers)
  return {
    status: answer.statusCode,
    challenge: answer.headers['www-authenticate'],
    detail: answer.json().detail,
  }
}

const encoded = (text: string | Buffer) => Buffer.from(text).toString('base64')

test.each([
  ['token', 401, 'Token'],
  ['token,basic,session', 401, 'Token'],
  ['basic', 401, 'Basic realm="api"'],
  ['basic, session, token', 401, 'Basic realm="api"'],
  ['session', 403, undefined],
  ['session,token,basic', 403, undefined],
])('with %s as the ways to sign in a stranger is answered %i', async (ways, status, challenge) => {
  const desk = await testApp({ BELLHOP_AUTHENTICATION: ways })
  const detail = 'Authentication credentials were not provided.'
  expect(await asked(desk)).toEqual({ status, challenge, detail })
})

test('the first way to sign in also decides how wrong credentials are answered', async () => {
  const detail = 'Invalid token.'
  const first = await testApp({ BELLHOP_AUTHENTICATION: 'token,basic' })
  expect(await asked(first, 'Token nonsense')).toEqual({ status: 401, challenge: 'Token', detail })
  const second = await testApp({ BELLHOP_AUTHENTICATION: 'session,token' })
  expect(await asked(second, 'Token nonsense')).toEqual({
    status: 403,
    challenge: undefined,
    detail,
  })
})

test.each([
  ['basic', { basic: 200, token: 401, session: 401 }],
  ['token', { basic: 401, token: 200, session: 401 }],
  ['session', { basic: 403, token: 403, session: 200 }],
  ['session,token', { basic: 403, token: 200, session: 200 }],
  ['basic,session,token', { basic: 200, token: 200, session: 200 }],
])('with %s as the ways to sign in no other way works', async (ways, statuses) => {
  const { app, staff, stranger } = await testApp({ BELLHOP_AUTHENTICATION: ways })
  const browser = await logIn(app, staff)
  expect({
    basic: (await stranger.get(TICKETS, basic(staff))).statusCode,
    token: (await staff.get(TICKETS)).statusCode,
    session: (await browser.get(TICKETS)).statusCode,
  }).toEqual(statuses)
})

test('the answers say by which headers they vary', async () => {
  const varies = async (ways: string) => {
    const { stranger, staff } = await testApp({ BELLHOP_AUTHENTICATION: ways })
    return [await stranger.get(TICKETS), await staff.get(TICKETS)].map(
      ({ headers }) => headers.vary,
    )
  }
  expect(await varies('token')).toEqual(['Accept', 'Accept'])
  expect(await varies('token,session')).toEqual(['Accept, Cookie', 'Accept'])
  expect(await varies('session,token')).toEqual(['Accept, Cookie', 'Accept, Cookie'])
})

test.each([
  ['basic', 'Invalid basic header. No credentials provided.'],
  ['Basic ', 'Invalid basic header. No credentials provided.'],
  ['Basic a b', 'Invalid basic header. Credentials string should not contain spaces.'],
  ['Basic a', 'Invalid basic header. Credentials not correctly base64 encoded.'],
  [
    `Basic ${encoded('no colon')}`,
    'Invalid basic header. Credentials not correctly base64 encoded.',
  ],
  [`Basic ${encoded('agnes:wrong')}`, 'Invalid username/password.'],
  [`Basic ${encoded(':')}`, 'Invalid username/password.'],
  [`Basic ${encoded('Agnes:agnes-pass')}`, 'Invalid username/password.'],
  ['Token', 'Invalid token header. No credentials provided.'],
  ['Token a b', 'Invalid token header. Token string should not contain spaces.'],
  ['token nonsense', 'Invalid token.'],
  ['Bearer something', 'Authentication credentials were not provided.'],
  ['Tokens something', 'Authentication credentials were not provided.'],
])('the header "%s" is refused in words', async (header, detail) => {
  expect(await asked(await testApp(), header)).toEqual({
    status: 401,
    challenge: 'Basic realm="api"',
    detail,
  })
})

test('the schemes are written in any case, and a password may hold a colon and any letter', async () => {
  const desk = await testApp()
  const { admin, staff, stranger } = desk
  const statusOf = async (authorization: string) => (await asked(desk, authorization)).status
  expect(await statusOf(`tOkEn ${staff.token}`)).toBe(200)
  expect(await statusOf(`bASIC ${encoded('agnes:agnes-pass')}`)).toBe(200)
  const user = { username: 'jürgen', password: 'pa:ss ☕ wörd' }
  expect((await admin.post('/api/users/', user)).statusCode).toBe(201)
  expect((await stranger.get('/api/user_tickets/', basic(user))).statusCode).toBe(200)
})

test('credentials that fail are refused even where nobody has to sign in', async () => {
  const { stranger } = await testApp()
  const answer = await stranger.get('/api/', { authorization: 'Token nonsense' })
  expect(answer.statusCode).toBe(401)
  expect((await stranger.get('/api/')).statusCode).toBe(200)
})

test('a token acts as its user until it is revoked, and its key is kept nowhere', async () => {
  const desk = await testApp()
  const { ctx, db, stranger } = desk
  const { id, key } = await issueToken(ctx, { username: 'agnes', name: 'nightly report' })
  const headers = { authorization: `Token ${key}` }
  expect((await stranger.get(TICKETS, headers)).statusCode).toBe(200)
  expect(JSON.stringify(await db.selectFrom('token').selectAll().execute())).not.toContain(key)
  expect(await revokeToken(ctx, id)).toMatchObject({ username: 'agnes', name: 'nightly report' })
  expect(await asked(desk, headers.authorization)).toMatchObject({
    status: 401,
    detail: 'Invalid token.',
  })
})
