import { expect, test } from 'vitest'
import { newTicket, testApp } from '../../test/app.ts'
import type { Answer } from '../../test/client.ts'
import { logIn } from '../../test/sign-in.ts'
import { changePassword } from './change-password.ts'
import { deactivateUser } from './deactivate.ts'

const TICKETS = '/api/tickets/'
const DAY = 86_400_000
const refusal = ({ statusCode, body }: Answer) => [statusCode, JSON.parse(body).detail]

test('logging in gives a cookie that scripts cannot read, and one that they can', async () => {
  const { app, staff, stranger } = await testApp()
  const { username, password } = staff
  const answer = await stranger.postForm('/api/auth/login/', { username, password })
  expect(answer.json()).toEqual({ id: staff.id, username: 'agnes', is_staff: true })
  const { setCookie } = await logIn(app, staff)
  const common = 'Max-Age=1209600; Path=/;'
  expect(setCookie.map((line) => line.replace(/=[^;]{43};/, '=…;'))).toEqual([
    `sessionid=…; ${common} HttpOnly; SameSite=Lax`,
    `csrftoken=…; ${common} SameSite=Lax`,
  ])
})

test('behind HTTPS both cookies are sent over HTTPS only, for as many days as are set', async () => {
  const settings = { BELLHOP_SECURE_COOKIES: 'true', BELLHOP_SESSION_DAYS: '2' }
  const { app, staff } = await testApp(settings)
  for (const line of (await logIn(app, staff)).setCookie) {
    expect(line).toMatch(/; Secure/)
    expect(line).toMatch(/; Max-Age=172800;/)
  }
})

test('each login begins a session of its own, and a cookie that was there before is not taken on', async () => {
  const { app, db, staff, stranger } = await testApp()
  const one = await logIn(app, staff)
  const planted = { cookie: 'sessionid=planted-by-somebody; csrftoken=planted-too' }
  const { username, password } = staff
  const again = await stranger.post('/api/auth/login/', { username, password }, planted)
  expect(String(again.headers['set-cookie'])).not.toContain('planted')
  expect(String(again.headers['set-cookie'])).not.toContain(one.csrf)
  expect((await stranger.get(TICKETS, planted)).statusCode).toBe(401)
  const sessions = await db.selectFrom('session').select(['hash', 'csrf']).execute()
  expect(new Set(sessions.map(({ hash }) => hash)).size).toBe(2)
  expect(new Set(sessions.map(({ csrf }) => csrf)).size).toBe(2)
  expect(JSON.stringify(sessions)).not.toContain(/sessionid=([^;]+)/.exec(one.cookie)?.[1])
})

test('a session reads without more, and changes something only with its own CSRF token', async () => {
  const { app, staff, admin, queue } = await testApp()
  const browser = await logIn(app, staff)
  const other = await logIn(app, admin)
  expect((await browser.get(TICKETS)).statusCode).toBe(200)
  expect((await browser.request('OPTIONS', TICKETS)).statusCode).toBe(200)

  const post = (headers: Record<string, string>) => browser.post(TICKETS, newTicket(queue), headers)
  expect(refusal(await post({}))).toEqual([403, 'CSRF Failed: CSRF token missing.'])
  const incorrect = "CSRF Failed: CSRF token from the 'X-Csrftoken' HTTP header incorrect."
  for (const token of ['wrong', other.csrf, `${browser.csrf}x`, browser.csrf.slice(1)]) {
    expect(refusal(await post({ 'x-csrftoken': token }))).toEqual([403, incorrect])
  }
  expect((await post({ 'x-csrftoken': browser.csrf })).statusCode).toBe(201)
  expect((await staff.get(TICKETS)).json().count).toBe(1)
})

test('each method that changes something wants the CSRF token', async () => {
  const { app, staff, queue } = await testApp()
  const { id } = (await staff.post(TICKETS, newTicket(queue))).json()
  const browser = await logIn(app, staff)
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
    const answer = await browser.request(method, `${TICKETS}${id}/`, { body: { title: 'x' } })
    expect(refusal(answer), method).toEqual([403, 'CSRF Failed: CSRF token missing.'])
  }
  expect((await staff.get(`${TICKETS}${id}/`)).json().title).toBe('The printer is on fire')
})

test('a session does nothing for a page of another origin, and nobody can be logged in from there', async () => {
  const { app, staff, queue } = await testApp()
  const browser = await logIn(app, staff)
  const post = (origin: string) =>
    browser.post(TICKETS, newTicket(queue), { 'x-csrftoken': browser.csrf, origin })
  for (const origin of ['https://evil.test', 'http://desk.test:81', 'https://desk.test', 'null']) {
    const detail = `CSRF Failed: Origin checking failed - ${origin} does not match any trusted origins.`
    expect(refusal(await post(origin))).toEqual([403, detail])
    const { username, password } = staff
    const logInThere = await browser.post('/api/auth/login/', { username, password }, { origin })
    expect(refusal(logInThere)).toEqual([403, detail])
    expect(logInThere.headers['set-cookie']).toBeUndefined()
  }
  expect((await post('http://desk.test')).statusCode).toBe(201)
  expect((await browser.get(TICKETS, { origin: 'https://evil.test' })).statusCode).toBe(200)
})

test('a token or a password next to the cookie needs no CSRF token', async () => {
  const { app, staff, queue } = await testApp({ BELLHOP_AUTHENTICATION: 'token,session' })
  const { cookie } = await logIn(app, staff)
  expect((await staff.post(TICKETS, newTicket(queue), { cookie })).statusCode).toBe(201)
})

test('logging out ends this session and no other, and takes the cookies back', async () => {
  const { app, staff } = await testApp()
  const [here, there] = [await logIn(app, staff), await logIn(app, staff)]
  const without = await here.post('/api/auth/logout/')
  expect(refusal(without)).toEqual([403, 'CSRF Failed: CSRF token missing.'])
  const answer = await here.post('/api/auth/logout/', {}, { 'x-csrftoken': here.csrf })
  expect(answer.statusCode).toBe(204)
  const cookies = [answer.headers['set-cookie'] ?? []].flat()
  expect(cookies).toHaveLength(2)
  for (const line of cookies) expect(line).toMatch(/^(sessionid|csrftoken)=; Max-Age=0;/)
  expect((await here.get(TICKETS)).statusCode).toBe(401)
  expect((await there.get(TICKETS)).statusCode).toBe(200)
})

test('a session ends after its days, and is swept out by the next login', async () => {
  const { ctx, app, db, staff } = await testApp({ BELLHOP_SESSION_DAYS: '2' })
  let now = Date.parse('2026-03-01T09:00:00Z')
  ctx.now = () => new Date(now)
  const browser = await logIn(app, staff)
  now += 2 * DAY - 1000
  expect((await browser.get(TICKETS)).statusCode).toBe(200)
  now += 1000
  expect((await browser.get(TICKETS)).statusCode).toBe(401)
  expect(await db.selectFrom('session').select('hash').execute()).toHaveLength(1)
  await logIn(app, staff)
  expect(await db.selectFrom('session').select('hash').execute()).toHaveLength(1)
})

test('a new password, and being deactivated, ends the sessions of that person alone', async () => {
  const { ctx, app, staff, admin } = await testApp()
  const [agnes, boss] = [await logIn(app, staff), await logIn(app, admin)]
  const input = { username: 'agnes', password: 'another good one' }
  expect(await changePassword(ctx, input)).toEqual({ sessions_ended: 1 })
  expect((await agnes.get(TICKETS)).statusCode).toBe(401)
  expect((await boss.get(TICKETS)).statusCode).toBe(200)

  const again = await logIn(app, input)
  await deactivateUser(ctx, 'agnes')
  expect((await again.get(TICKETS)).statusCode).toBe(401)
})

test('a session of somebody who is not active counts for nothing, even if it was left behind', async () => {
  const { app, db, staff } = await testApp()
  const browser = await logIn(app, staff)
  await db.updateTable('user').set({ is_active: false }).where('id', '=', staff.id).execute()
  expect((await browser.get(TICKETS)).statusCode).toBe(401)
})

test('a login that fails tells the same, whoever it was for', async () => {
  const { stranger } = await testApp()
  const logInAs = (body: object) => stranger.post('/api/auth/login/', body)
  const failure = { non_field_errors: ['Unable to log in with provided credentials.'] }
  for (const username of ['agnes', 'nobody']) {
    const answer = await logInAs({ username, password: 'wrong' })
    expect([answer.statusCode, answer.json()]).toEqual([400, failure])
    expect(answer.headers['set-cookie']).toBeUndefined()
  }
  const required = ['This field is required.']
  expect((await logInAs({})).json()).toEqual({ username: required, password: required })
})
