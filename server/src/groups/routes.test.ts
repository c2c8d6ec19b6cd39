import { expect, test } from 'vitest'
import { testApp } from '../../test/app.ts'
import { deskOfQueues } from '../../test/queues.ts'
import { revokeQueue } from '../queues/grant.ts'

const GROUPS = '/api/groups/'

test('an admin adds, changes and deletes a group, and the audit says who did', async () => {
  const { admin, staff, customer, queue, db } = await testApp()
  const queues = [{ queue: queue.id, level: 'reply' }]
  const second = { name: 'Second level', members: [staff.id, String(staff.id)], queues }
  const made = await admin.post(GROUPS, second)
  const id = made.json().id
  expect([made.statusCode, made.json()]).toEqual([
    201,
    { id, name: 'Second level', members: [staff.id], queues },
  ])
  const path = `${GROUPS}${id}/`
  const both = [staff.id, customer.id]
  expect((await admin.patch(path, { members: both })).json()).toMatchObject({
    members: both,
    queues,
  })
  expect((await admin.get(`${GROUPS}?search=level&fields=name,members`)).json().results).toEqual([
    { name: 'Second level', members: both },
  ])
  expect((await admin.delete(path)).statusCode).toBe(204)
  expect((await admin.get(path)).statusCode).toBe(404)
  for (const table of ['group_member', 'group_queue'] as const) {
    expect(await db.selectFrom(table).selectAll().execute()).toEqual([])
  }
  const audit = await db.selectFrom('audit').selectAll().orderBy('id').execute()
  expect(audit.map(({ action, kind, username }) => [action, kind, username])).toEqual([
    ['created', 'group', 'admin'],
    ['edited', 'group', 'admin'],
    ['deleted', 'group', 'admin'],
  ])
  expect(audit[1]!.changes).toEqual({ members: [[staff.id], both] })
})

test('what is wrong with a group is named, and changes nothing', async () => {
  const { admin } = await testApp()
  await admin.post(GROUPS, { name: 'One' })
  for (const [body, fields] of [
    [{}, ['name']],
    [{ name: 'One' }, ['name']],
    [{ name: 'Two', members: 'all', queues: { queue: 1 } }, ['members', 'queues']],
    [
      { name: 'Two', members: [999], queues: [{ queue: 999, level: 'view' }] },
      ['members', 'queues'],
    ],
    [{ name: 'Two', members: [null, 'x', 1.5, 10 ** 12], queues: [{}] }, ['members', 'queues']],
    [{ name: 'Two', members: Array.from({ length: 1001 }, () => 1) }, ['members']],
  ] as const) {
    const answer = await admin.post(GROUPS, body)
    expect([answer.statusCode, Object.keys(answer.json())]).toEqual([400, fields])
  }
  expect((await admin.get(GROUPS)).json().count).toBe(1)
})

test('groups are for admins alone', async () => {
  const { admin, staff, customer, stranger } = await testApp()
  const path = `${GROUPS}${(await admin.post(GROUPS, { name: 'One' })).json().id}/`
  for (const person of [staff, customer]) {
    expect((await person.get(GROUPS)).statusCode).toBe(403)
    expect((await person.get(path)).statusCode).toBe(403)
    expect((await person.patch(path, { name: 'Mine' })).statusCode).toBe(403)
  }
  expect((await stranger.get(path)).statusCode).toBe(401)
})

test('a group opens its queues to its members, each as far as it says', async () => {
  const { ctx, admin, staff, customer, queues, own, hidden } = await deskOfQueues()
  await revokeQueue(ctx, { queue: 'support', username: 'agnes' })
  const path = own.paths[0]!
  expect((await staff.get(path)).statusCode).toBe(404)
  const members = [staff.id, customer.id]
  const givenAt = (level: string) => ({ queues: [{ queue: queues.support.id, level }] })
  const group = await admin.post(GROUPS, { name: 'Support', members, ...givenAt('view') })
  const at = `${GROUPS}${group.json().id}/`
  const settings = `/api/queues/${queues.support.id}/`
  const statuses = async () =>
    [
      await staff.get(path),
      await staff.patch(path, { title: 'Mine' }),
      await staff.patch(settings, { title: 'Mine' }),
    ].map(({ statusCode }) => statusCode)
  expect(await statuses()).toEqual([200, 403, 403])
  await admin.patch(at, givenAt('reply'))
  expect(await statuses()).toEqual([200, 200, 403])
  await admin.patch(at, givenAt('manage'))
  expect(await statuses()).toEqual([200, 200, 200])
  expect((await staff.get(hidden.paths[0]!)).statusCode).toBe(404)
  expect((await customer.get(path)).statusCode).toBe(403)
  await admin.patch(at, { members: [] })
  expect(await statuses()).toEqual([404, 404, 404])
})

test('of two who change a group at the same moment neither loses anything', async () => {
  const { admin, staff, customer, queue } = await testApp()
  const at = `${GROUPS}${(await admin.post(GROUPS, { name: 'One' })).json().id}/`
  const queues = [{ queue: queue.id, level: 'view' }]
  const answers = await Promise.all([
    admin.patch(at, { members: [staff.id, customer.id] }),
    admin.patch(at, { queues }),
    admin.patch(at, { members: [customer.id, staff.id] }),
    admin.patch(at, { queues }),
  ])
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 200])
  expect((await admin.get(at)).json()).toMatchObject({ members: [staff.id, customer.id], queues })
})
