import { expect, onTestFinished, test } from 'vitest'
import { quickSetting } from '../../test/database.ts'
import { clientOf } from '../../test/client.ts'
import { logIn } from '../../test/sign-in.ts'
import { buildApp } from '../app.ts'
import { readConfig } from '../config.ts'
import { openContext } from '../open.ts'
import { newSetupToken, setUpFromConfig } from './setup.ts'

const SETUP = '/api/setup/'
const ADMIN = { BELLHOP_ADMIN_USERNAME: 'boss', BELLHOP_ADMIN_PASSWORD: 'boss-password' }

/** A helpdesk that has nobody yet. */
async function desk(settings: NodeJS.ProcessEnv = {}) {
  const ctx = await openContext(readConfig({ ...(await quickSetting()), ...settings }))
  const app = buildApp(ctx)
  onTestFinished(async () => {
    await app.close()
    await ctx.db.destroy()
  })
  const users = () =>
    ctx.db.selectFrom('user').select(['username', 'email', 'is_staff', 'is_superuser']).execute()
  const queues = () => ctx.db.selectFrom('queue').select(['slug', 'title']).execute()
  return { ctx, db: ctx.db, app, client: clientOf(app), users, queues }
}

const account = (token: string | null, more: object = {}) => ({
  token,
  username: 'ada',
  password: 'a good password',
  email: 'ada@example.com',
  ...more,
})

test('the set-up token makes a superuser, a queue, and an API token that works at once', async () => {
  const { app, client, db, users, queues } = await desk()
  const token = await newSetupToken(db)
  const answer = await client.post(SETUP, account(token))
  expect(answer.statusCode).toBe(201)
  const told = answer.json()
  expect(told).toEqual({
    user: { id: 1, username: 'ada', email: 'ada@example.com' },
    token: expect.stringMatching(/^[0-9a-f]{40}$/),
    queue: { id: 1, slug: 'support', title: 'Support' },
  })
  expect(answer.body).not.toContain('a good password')
  expect(await users()).toEqual([
    { username: 'ada', email: 'ada@example.com', is_staff: true, is_superuser: true },
  ])
  expect(await queues()).toEqual([{ slug: 'support', title: 'Support' }])

  const ada = clientOf(app, { authorization: `Token ${told.token}` })
  const ticket = { queue: told.queue.id, title: 'Hello', description: 'First', priority: 3 }
  expect((await ada.post('/api/tickets/', ticket)).statusCode).toBe(201)
  const browser = await logIn(app, { username: 'ada', password: 'a good password' })
  expect((await browser.get('/api/tickets/')).json().count).toBe(1)
})

test.each([
  ['IT & Räume', 'it-raume'],
  ['  Help   desk! ', 'help-desk'],
  ['サポート', 'support'],
])('a first queue called "%s" has its tickets under "%s"', async (title, slug) => {
  const { client, db } = await desk()
  const answer = await client.post(SETUP, account(await newSetupToken(db), { queue: title }))
  expect(answer.json().queue).toEqual({ id: 1, slug, title: title.trim() })
})

test('without the token nobody is made, and the right one still works afterwards', async () => {
  const { client, db, users } = await desk()
  const token = await newSetupToken(db)
  for (const wrong of ['wrong', `${token}x`, token!.slice(1), token!.toUpperCase()]) {
    const answer = await client.post(SETUP, account(wrong))
    expect(answer.statusCode).toBe(403)
    expect(answer.json()).toEqual({
      detail: 'This is not the set-up token that the server printed when it started.',
    })
  }
  expect(await users()).toEqual([])
  expect((await client.post(SETUP, account(token))).statusCode).toBe(201)
})

test('where no token was ever printed none works', async () => {
  const { client, users } = await desk()
  expect((await client.post(SETUP, account('anything'))).statusCode).toBe(403)
  expect(await users()).toEqual([])
})

test('a token is used once: afterwards the helpdesk is set up already', async () => {
  const { client, db, users } = await desk()
  const token = await newSetupToken(db)
  await client.post(SETUP, account(token))
  for (const again of [token, 'guessed']) {
    const answer = await client.post(SETUP, account(again, { username: 'eve' }))
    expect(answer.statusCode).toBe(409)
    expect(answer.json()).toEqual({ detail: 'This helpdesk has been set up already.' })
  }
  expect(await users()).toHaveLength(1)
  expect(await newSetupToken(db)).toBeNull()
  expect(
    await db.selectFrom('setting').select('name').where('name', '=', 'setup').execute(),
  ).toEqual([])
})

test('two who set up at the same moment make one superuser', async () => {
  const { client, db, users, queues } = await desk()
  const token = await newSetupToken(db)
  const names = ['ada', 'bob', 'eve']
  const answers = await Promise.all(
    names.map((username) => client.post(SETUP, account(token, { username }))),
  )
  const statuses = answers.map(({ statusCode }) => statusCode).toSorted()
  expect(statuses).toEqual([201, 409, 409])
  expect(await users()).toHaveLength(1)
  expect(await queues()).toHaveLength(1)
})

test('each start prints a token of its own, and the one before counts no longer', async () => {
  const { client, db } = await desk()
  const [old, token] = [await newSetupToken(db), await newSetupToken(db)]
  expect(old).not.toBe(token)
  expect(JSON.stringify(await db.selectFrom('setting').selectAll().execute())).not.toContain(token)
  expect((await client.post(SETUP, account(old))).statusCode).toBe(403)
  expect((await client.post(SETUP, account(token))).statusCode).toBe(201)
})

test('what is wrong is said field by field, and the token is kept for another try', async () => {
  const { client, db, users } = await desk()
  const token = await newSetupToken(db)
  const required = ['This field is required.']
  const blank = ['This field may not be blank.']
  expect((await client.post(SETUP, {})).json()).toEqual({
    token: required,
    username: required,
    password: required,
  })
  const wrong = account(token, { username: 'no spaces', password: '', email: 'nobody', queue: '' })
  const answer = await client.post(SETUP, wrong)
  expect(answer.statusCode).toBe(400)
  expect(answer.json()).toEqual({
    username: [
      'Enter a valid username. This value may contain only letters, numbers, and @/./+/-/_ characters.',
    ],
    password: blank,
    email: ['Enter a valid email address.'],
    queue: blank,
  })
  expect(await users()).toEqual([])
  expect((await client.post(SETUP, account(token))).statusCode).toBe(201)
})

test('the configuration sets up unattended, where there is nobody', async () => {
  const settings = { ...ADMIN, BELLHOP_ADMIN_EMAIL: 'boss@example.com' }
  const { ctx, app, client, users, queues } = await desk(settings)
  const token = await newSetupToken(ctx.db)
  expect(await setUpFromConfig(ctx)).toBe(true)
  expect(await users()).toEqual([
    { username: 'boss', email: 'boss@example.com', is_staff: true, is_superuser: true },
  ])
  expect(await queues()).toEqual([{ slug: 'support', title: 'Support' }])
  await logIn(app, { username: 'boss', password: 'boss-password' })
  expect((await client.post(SETUP, account(token))).statusCode).toBe(409)
})

test('the configuration changes nobody who is there already, at any later start', async () => {
  const { ctx, app, users } = await desk(ADMIN)
  await setUpFromConfig(ctx)
  const later = readConfig({
    ...ADMIN,
    BELLHOP_ADMIN_USERNAME: 'eve',
    BELLHOP_ADMIN_PASSWORD: 'changed',
  })
  for (const config of [ctx.config, later]) {
    expect(await setUpFromConfig({ ...ctx, config })).toBe(false)
  }
  expect((await users()).map(({ username }) => username)).toEqual(['boss'])
  await logIn(app, { username: 'boss', password: 'boss-password' })
})

test('without an administrator in the configuration nobody is made', async () => {
  const { ctx, users } = await desk()
  expect(await setUpFromConfig(ctx)).toBe(false)
  expect(await users()).toEqual([])
})
