import { pbkdf2Sync } from 'node:crypto'
import { expect, test } from 'vitest'
import { testApp, type TestApp } from '../../test/app.ts'
import { basic, hashesDuring } from '../../test/sign-in.ts'
import { changePassword } from './change-password.ts'
import { createUser } from './create.ts'
import { activateUser, deactivateUser } from './deactivate.ts'

const TICKETS = '/api/tickets/'

/** Somebody who works here, with a password of their own that nothing remembers yet. */
async function newcomer({ ctx }: TestApp, username = 'tom') {
  const person = { username, password: `${username} ${Math.random()}` }
  const { id } = await createUser(ctx, { ...person, is_staff: true })
  return { ...person, id }
}

const statusFor = async ({ stranger }: TestApp, person: { username: string; password: string }) =>
  (await stranger.get(TICKETS, basic(person))).statusCode

const storedFor = async ({ db }: TestApp, id: number) =>
  (await db.selectFrom('user').select('password').where('id', '=', id).executeTakeFirstOrThrow())
    .password

async function store({ db }: TestApp, id: number, password: string) {
  await db.updateTable('user').set({ password }).where('id', '=', id).execute()
}

function djangoHash(password: string): string {
  const key = pbkdf2Sync(password, 'saltsaltsalt', 1000, 32, 'sha256').toString('base64')
  return `pbkdf2_sha256$1000$saltsaltsalt$${key}`
}

test('a password that was right is not worked out again with the next requests', async () => {
  const desk = await testApp()
  const tom = await newcomer(desk)
  expect(await hashesDuring(() => statusFor(desk, tom))).toBe(1)
  const hashes = await hashesDuring(async () => {
    for (let time = 0; time < 5; time += 1) expect(await statusFor(desk, tom)).toBe(200)
  })
  expect(hashes).toBe(0)
})

test('a password that was wrong is worked out each time', async () => {
  const desk = await testApp()
  const tom = { ...(await newcomer(desk)), password: 'wrong' }
  const hashes = await hashesDuring(async () => {
    for (let time = 0; time < 3; time += 1) expect(await statusFor(desk, tom)).toBe(401)
  })
  expect(hashes).toBe(3)
})

test('fifty requests at once with one password work it out once', async () => {
  const desk = await testApp()
  const tom = await newcomer(desk)
  const fifty = () => Promise.all(Array.from({ length: 50 }, () => statusFor(desk, tom)))
  let statuses: number[] = []
  expect(await hashesDuring(async () => (statuses = await fifty()))).toBe(1)
  expect(new Set(statuses)).toEqual(new Set([200]))
})

test('an old password is forgotten the moment there is a new one', async () => {
  const desk = await testApp()
  const tom = await newcomer(desk)
  expect(await statusFor(desk, tom)).toBe(200)
  await changePassword(desk.ctx, { username: 'tom', password: 'another good one' })
  expect(await statusFor(desk, tom)).toBe(401)
  expect(await statusFor(desk, { ...tom, password: 'another good one' })).toBe(200)
})

test('somebody who is deactivated is out at once, by password and by token, until activated', async () => {
  const desk = await testApp()
  const { ctx, staff } = desk
  expect(await statusFor(desk, staff)).toBe(200)
  await deactivateUser(ctx, staff.username)
  expect(await statusFor(desk, staff)).toBe(401)
  const byToken = await staff.get(TICKETS)
  expect(byToken.statusCode).toBe(401)
  expect(byToken.json()).toEqual({ detail: 'User inactive or deleted.' })

  const logIn = await desk.stranger.post('/api/auth/login/', {
    username: staff.username,
    password: staff.password,
  })
  expect(logIn.statusCode).toBe(400)
  expect(logIn.json()).toEqual({
    non_field_errors: ['Unable to log in with provided credentials.'],
  })
  await activateUser(ctx, staff.username)
  expect(await statusFor(desk, staff)).toBe(200)
  expect((await staff.get(TICKETS)).statusCode).toBe(200)
})

test('a name that nobody has takes as much work as a wrong password, and the same answer', async () => {
  const desk = await testApp()
  const tom = await newcomer(desk)
  const guesses = [
    { username: 'nobody', password: 'guess' },
    { username: tom.username, password: 'guess' },
    { username: desk.customer.username, password: 'guess' },
  ]
  const answers = new Set<string>()
  for (const guess of guesses) {
    const hashes = await hashesDuring(async () => {
      const { statusCode, body } = await desk.stranger.get(TICKETS, basic(guess))
      answers.add(`${statusCode} ${body}`)
    })
    expect(hashes, guess.username).toBe(1)
  }
  expect(answers).toEqual(new Set(['401 {"detail":"Invalid username/password."}']))
})

test('an account without a password takes as much work as any other, and lets nobody in', async () => {
  const desk = await testApp()
  const tom = await newcomer(desk)
  await store(desk, tom.id, '!unusable')
  for (const password of ['!unusable', '', tom.password]) {
    const hashes = await hashesDuring(async () =>
      expect(await statusFor(desk, { ...tom, password })).toBe(401),
    )
    expect(hashes).toBe(1)
  }
})

test('whoever moved in from Django signs in with the old password, and it is kept better from then on', async () => {
  const desk = await testApp()
  const tom = await newcomer(desk)
  await store(desk, tom.id, djangoHash(tom.password))
  expect(await statusFor(desk, { ...tom, password: 'wrong' })).toBe(401)
  expect(await storedFor(desk, tom.id)).toBe(djangoHash(tom.password))

  const twenty = () => Promise.all(Array.from({ length: 20 }, () => statusFor(desk, tom)))
  let statuses: number[] = []
  // One to recognise the old one, one to make the new one.
  expect(await hashesDuring(async () => (statuses = await twenty()))).toBe(2)
  expect(new Set(statuses)).toEqual(new Set([200]))
  expect(await storedFor(desk, tom.id)).toMatch(/^argon2\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  expect(await hashesDuring(() => statusFor(desk, tom))).toBe(0)
  expect(await statusFor(desk, tom)).toBe(200)
})
