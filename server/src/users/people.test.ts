import { expect, test } from 'vitest'
import { testApp } from '../../test/app.ts'
import { addPerson } from '../../test/people.ts'
import { basic, logIn } from '../../test/sign-in.ts'

const PEOPLE = '/api/people/'

test('an admin adds people, changes them and lets them in no more; the audit holds no password', async () => {
  const { admin, stranger, db, queue } = await testApp()
  const tom = { username: 'tom', password: ' a secret ', is_staff: true, first_name: 'Tom' }
  const queues = [{ queue: queue.id, level: 'reply' }]
  const made = await admin.post(PEOPLE, { ...tom, queues, email_on_ticket_change: false })
  expect([made.statusCode, made.json()]).toEqual([
    201,
    {
      id: expect.any(Number),
      username: 'tom',
      email: '',
      first_name: 'Tom',
      last_name: '',
      is_active: true,
      is_staff: true,
      is_superuser: false,
      queues,
      email_on_ticket_change: false,
      email_on_ticket_assign: true,
      date_joined: expect.stringMatching(/Z$/),
    },
  ])
  expect((await stranger.get('/api/tickets/', basic(tom))).statusCode).toBe(200)

  const path = `${PEOPLE}${made.json().id}/`
  const edited = await admin.patch(path, { last_name: 'Ash', password: 'another', queues: [] })
  expect(edited.json()).toMatchObject({ first_name: 'Tom', last_name: 'Ash', queues: [] })
  expect((await stranger.get('/api/tickets/', basic(tom))).statusCode).toBe(401)
  expect((await admin.delete(path)).statusCode).toBe(204)
  expect((await admin.delete(path)).statusCode).toBe(204)
  expect((await admin.get(path)).json().is_active).toBe(false)

  const audit = await db.selectFrom('audit').selectAll().orderBy('id').execute()
  expect(audit.map(({ action, label }) => [action, label])).toEqual([
    ['created', 'tom'],
    ['edited', 'tom'],
    ['deactivated', 'tom'],
  ])
  expect(audit[1]!.changes).toEqual({
    last_name: ['', 'Ash'],
    password: [null, 'changed'],
    queues: [queues, []],
  })
  expect(JSON.stringify(audit)).not.toMatch(/secret|another|argon2/)
})

test('whoever is let in no more, or gets a new password, is signed out everywhere', async () => {
  const { app, admin, staff } = await testApp()
  for (const change of [{ is_active: false }, { is_active: true, password: 'new-pass' }]) {
    await admin.patch(`${PEOPLE}${staff.id}/`, { is_active: true, password: staff.password })
    const browser = await logIn(app, staff)
    expect((await browser.get(PEOPLE)).statusCode).toBe(200)
    expect((await admin.patch(`${PEOPLE}${staff.id}/`, change)).statusCode).toBe(200)
    expect((await browser.get(PEOPLE)).statusCode).toBe(401)
    expect((await staff.get(PEOPLE)).statusCode).toBe(change.is_active ? 200 : 401)
  }
})

test('the last superuser stays, whoever asks for what at the same moment', async () => {
  const desk = await testApp()
  const { admin, db } = desk
  const own = `${PEOPLE}${admin.id}/`
  for (const answer of [
    await admin.delete(own),
    await admin.patch(own, { is_active: false }),
    await admin.patch(own, { is_superuser: false, is_staff: false }),
  ]) {
    expect([answer.statusCode, answer.json().detail]).toEqual([
      409,
      expect.stringMatching(/only superuser/),
    ])
  }
  const eve = await addPerson(desk, { username: 'eve', is_staff: true, is_superuser: true })
  const answers = await Promise.all([
    admin.patch(`${PEOPLE}${eve.id}/`, { is_superuser: false }),
    eve.delete(own),
  ])
  expect(answers.map(({ statusCode }) => statusCode).toSorted()).not.toEqual([200, 204])
  const left = db.selectFrom('user').select('id').where('is_superuser', '=', true)
  expect(await left.where('is_active', '=', true).execute()).toHaveLength(1)
})

test('a superuser works here as well', async () => {
  const { admin, customer } = await testApp()
  const path = `${PEOPLE}${customer.id}/`
  expect((await admin.patch(path, { is_superuser: true })).json().is_staff).toBe(true)
  const refused = await admin.patch(path, { is_staff: false })
  expect([refused.statusCode, Object.keys(refused.json())]).toEqual([400, ['is_staff']])
  const both = { is_staff: false, is_superuser: false }
  expect((await admin.patch(path, both)).json()).toMatchObject(both)
})

test('people are found by what staff know of them, and by nothing secret', async () => {
  const { staff, admin } = await testApp()
  const names = async (query: string) =>
    (await staff.get(`${PEOPLE}?${query}`))
      .json()
      .results.map(({ username }: { username: string }) => username)
  expect(await names('')).toEqual(['admin', 'agnes', 'uma'])
  expect(await names('is_staff=true&ordering=-username')).toEqual(['agnes', 'admin'])
  expect(await names('search=UMA')).toEqual(['uma'])
  expect(await names('email=uma@example.com&is_active=true')).toEqual(['uma'])
  expect((await staff.get(`${PEOPLE}?fields=username&is_superuser=true`)).json().results).toEqual([
    { username: 'admin' },
  ])
  for (const query of ['ordering=password', 'password__startswith=argon2', 'fields=password']) {
    expect((await admin.get(`${PEOPLE}?${query}`)).statusCode).toBe(400)
  }
  expect((await admin.get(PEOPLE)).body).not.toMatch(/argon2|password/)
})

test('what is wrong with a person is named, and changes nothing', async () => {
  const { admin, staff } = await testApp()
  const wrong = {
    username: 'a b',
    email: 'nobody',
    is_staff: 'perhaps',
    password: 'a\0b',
    queues: [
      {
        queue: 'x',
        level: 'own',
      },
      7,
      null,
    ],
  }
  const answer = await admin.post(PEOPLE, wrong)
  expect(answer.statusCode).toBe(400)
  expect(Object.keys(answer.json())).toEqual([
    'username',
    'email',
    'is_staff',
    'password',
    'queues',
  ])
  expect(Object.keys(answer.json().queues)).toEqual(['0', '1', '2'])
  const path = `${PEOPLE}${staff.id}/`
  for (const body of [
    { username: 'admin' },
    { queues: [{ queue: 999, level: 'view' }] },
    { queues: 'all' },
    {
      queues: [
        { queue: 1, level: 'view' },
        { queue: '1', level: 'reply' },
      ],
    },
    { first_name: null },
    { password: '' },
  ]) {
    const refused = await admin.patch(path, body)
    expect([refused.statusCode, Object.keys(refused.json())]).toEqual([400, Object.keys(body)])
  }
  expect((await admin.patch(path, { username: 'agnes' })).statusCode).toBe(200)
  expect((await admin.get(path)).json()).toMatchObject({ username: 'agnes', queues: [] })
})

test('only admins change people, and see who was given which queue', async () => {
  const { admin, staff, customer, stranger } = await testApp()
  const path = `${PEOPLE}${staff.id}/`
  expect((await staff.get(path)).json()).not.toHaveProperty('queues')
  expect((await admin.get(path)).json()).toHaveProperty('queues')
  for (const answer of [
    await staff.patch(path, { is_superuser: true }),
    await staff.put(path, { username: 'agnes', is_superuser: true }),
    await staff.post(PEOPLE, { username: 'eve' }),
    await staff.delete(path),
    await customer.get(PEOPLE),
    await customer.get(path),
  ]) {
    expect(answer.statusCode).toBe(403)
  }
  expect((await stranger.get(PEOPLE)).statusCode).toBe(401)
  expect((await admin.patch(`${PEOPLE}999/`, {})).statusCode).toBe(404)
})

test('a form that leaves out a box shuts nobody out', async () => {
  const { admin, staff } = await testApp()
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  const answer = await admin.put(`${PEOPLE}${staff.id}/`, 'username=agnes&first_name=A', form)
  expect(answer.json()).toMatchObject({ first_name: 'A', is_active: true, is_staff: true })
})
