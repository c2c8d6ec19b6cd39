import { expect, test } from 'vitest'
import { testApp, type TestApp } from '../../test/app.ts'
import { addPerson } from '../../test/people.ts'
import { basic } from '../../test/sign-in.ts'

const TICKETS = '/api/tickets/'
const MINUTE = 60_000

/** A helpdesk whose clock stands still until it is moved, and somebody nobody has signed in as. */
async function desk() {
  const made = await testApp({ BELLHOP_TRUSTED_PROXIES: '127.0.0.1' })
  let now = Date.parse('2026-03-01T09:00:00Z')
  made.ctx.now = () => new Date(now)
  const password = `nobody has signed in with ${Math.random()}`
  const tom = await addPerson(made, { username: 'tom', password, is_staff: true })
  return { ...made, tom, pass: (milliseconds: number) => (now += milliseconds) }
}

interface Try {
  username: string
  password: string
  from?: string
}

const ask = ({ stranger }: TestApp, { from = '192.0.2.1', ...credentials }: Try) =>
  stranger.get(TICKETS, { ...basic(credentials), 'x-forwarded-for': from })

/** So many different wrong passwords, at once: how they were answered. */
async function guess(at: TestApp, count: number, who: Omit<Try, 'password'>) {
  const guesses = Array.from({ length: count }, (_, n) => ask(at, { ...who, password: `no ${n}` }))
  return (await Promise.all(guesses)).map(({ statusCode }) => statusCode)
}

const quick = { username: 'agnes' }

test('after twenty wrong passwords the next is refused for five minutes, and even the right one', async () => {
  const at = await desk()
  expect(new Set(await guess(at, 20, { username: 'tom' }))).toEqual(new Set([401]))
  at.pass(MINUTE)
  const refused = await ask(at, at.tom)
  expect(refused.statusCode).toBe(429)
  expect(refused.headers['retry-after']).toBe('240')
  expect(refused.json()).toEqual({
    detail: 'Too many wrong passwords. Try again in 240 seconds.',
  })
  at.pass(4 * MINUTE)
  expect((await ask(at, at.tom)).statusCode).toBe(200)
})

test('signing in with cookies is counted with the same numbers', async () => {
  const at = await desk()
  await guess(at, 20, quick)
  const { username, password } = at.tom
  const headers = { 'x-forwarded-for': '192.0.2.1' }
  const logIn = (body: object) => at.stranger.post('/api/auth/login/', body, headers)
  const refused = await logIn({ username: 'agnes', password: 'agnes-pass' })
  expect(refused.statusCode).toBe(429)
  expect(refused.headers['retry-after']).toBe('300')
  expect((await logIn({ username, password })).statusCode).toBe(200)
})

test('guesses that come all at once are not more than those that come one by one', async () => {
  const at = await desk()
  const statuses = await guess(at, 60, quick)
  const looked = statuses.filter((status) => status === 401).length
  // Two are looked at at a time: the last pair may begin below the limit and end above it.
  expect(looked).toBeGreaterThanOrEqual(20)
  expect(looked).toBeLessThanOrEqual(21)
  expect(statuses.filter((status) => status === 429)).toHaveLength(60 - looked)
})

test('who guesses shuts out neither other people nor the same person elsewhere', async () => {
  const at = await desk()
  await guess(at, 20, quick)
  expect((await ask(at, at.tom)).statusCode).toBe(200)
  const agnes = { username: 'agnes', password: 'agnes-pass' }
  expect((await ask(at, agnes)).statusCode).toBe(429)
  expect((await ask(at, { ...agnes, from: '192.0.2.2' })).statusCode).toBe(200)
})

test('whoever is signed in already stays so while somebody else guesses from the same address', async () => {
  const at = await desk()
  expect((await ask(at, at.tom)).statusCode).toBe(200)
  await guess(at, 20, { username: 'tom' })
  expect((await ask(at, { ...at.tom, password: 'wrong' })).statusCode).toBe(429)
  expect((await ask(at, at.tom)).statusCode).toBe(200)
  expect((await at.staff.get(TICKETS, { 'x-forwarded-for': '192.0.2.1' })).statusCode).toBe(200)
})

test('an address that tries two hundred passwords on many names is refused for every name', async () => {
  const at = await desk()
  const window_end = '2026-03-01T09:03:00.000000Z'
  const failures = { subject: '192.0.2.1', failures: 199, window_end }
  await at.db.insertInto('sign_in_failure').values(failures).execute()
  expect(await guess(at, 1, quick)).toEqual([401])
  const refused = await ask(at, at.tom)
  expect(refused.statusCode).toBe(429)
  expect(refused.headers['retry-after']).toBe('180')
  expect((await ask(at, { ...at.tom, from: '192.0.2.2' })).statusCode).toBe(200)
})

test('old counts are swept out, and passwords are in none of them', async () => {
  const at = await desk()
  await guess(at, 2, quick)
  const subjects = async () =>
    (await at.db.selectFrom('sign_in_failure').select('subject').execute())
      .map(({ subject }) => subject)
      .toSorted()
  expect(await subjects()).toEqual(['192.0.2.1', expect.stringMatching(/^[0-9a-f]{64}$/)])
  at.pass(5 * MINUTE)
  await guess(at, 1, { username: 'uma', from: '192.0.2.9' })
  expect(await subjects()).toEqual(['192.0.2.9', expect.stringMatching(/^[0-9a-f]{64}$/)])
})

test('nobody escapes by naming another address, unless a trusted proxy says so', async () => {
  const { stranger } = await testApp()
  const statuses: number[] = []
  for (let n = 0; n < 21; n += 1) {
    const headers = { ...basic({ ...quick, password: 'no' }), 'x-forwarded-for': `192.0.2.${n}` }
    statuses.push((await stranger.get(TICKETS, headers)).statusCode)
  }
  expect(statuses).toEqual([...Array.from({ length: 20 }, () => 401), 429])
})

test('a name of any letters is only a wrong name', async () => {
  const at = await desk()
  const statuses: number[] = []
  for (let n = 0; n < 3; n += 1) {
    const wrong = { username: `a${'😀'.repeat(200)}`, password: 'no' }
    statuses.push((await ask(at, wrong)).statusCode)
  }
  expect(statuses).toEqual([401, 401, 401])
})

test('whoever has a network of IPv6 addresses has as many tries as one address', async () => {
  const at = await desk()
  const statuses: number[] = []
  for (let n = 0; n < 21; n += 1) {
    const from = `2001:db8:1:2::${n.toString(16)}`
    statuses.push((await ask(at, { username: 'tom', password: `no ${n}`, from })).statusCode)
  }
  expect(statuses.slice(-2)).toEqual([401, 429])
  const elsewhere = { username: 'tom', password: 'no', from: '2001:db8:1:3::1' }
  expect((await ask(at, elsewhere)).statusCode).toBe(401)
})
