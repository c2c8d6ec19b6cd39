import { expect, test } from 'vitest'
import { testApp } from '../../test/app.ts'
import { addQueue } from '../queues/add.ts'

const IGNORED = '/api/ignored-emails/'
const ROBOTS = { name: 'Robots', email_address: 'no-reply@*' }

test('an admin adds, changes and deletes a sender to be ignored', async () => {
  const { admin, staff, ctx, queue } = await testApp()
  ctx.now = () => new Date('2026-03-01T09:00:00Z')
  const made = await admin.post(IGNORED, { ...ROBOTS, date: '1999-01-01', queues: [queue.id] })
  expect([made.statusCode, made.json()]).toEqual([
    201,
    {
      ...ROBOTS,
      id: expect.any(Number),
      date: '2026-03-01T09:00:00Z',
      keep_in_mailbox: false,
      queues: [queue.id],
    },
  ])
  const path = `${IGNORED}${made.json().id}/`
  await admin.patch(path, { keep_in_mailbox: true })
  expect((await staff.get(path)).json()).toEqual({ ...made.json(), keep_in_mailbox: true })
  await admin.patch(path, { name: 'All robots' })
  expect((await staff.get(path)).json().keep_in_mailbox).toBe(true)
  expect(
    (await staff.get(`${IGNORED}?email_address__startswith=no-&keep_in_mailbox=1`)).json(),
  ).toMatchObject({ count: 1 })
  expect((await staff.get(`${IGNORED}?date__lt=2026-03-01`)).json().count).toBe(0)
  expect((await admin.delete(path)).statusCode).toBe(204)
})

test('an address may be a pattern; what is neither is refused, and so is who may not change', async () => {
  const { admin, staff, customer, stranger } = await testApp()
  for (const email_address of ['*@example.com', '*@*', 'no-reply*@*.example.com', 'a@b.example']) {
    const answer = await admin.post(IGNORED, { name: 'x', email_address })
    expect([answer.statusCode, answer.json().email_address]).toEqual([201, email_address])
  }
  for (const email_address of ['*', 'example.com', 'a b@example.com', '*@', 'x'.repeat(151)]) {
    const answer = await admin.post(IGNORED, { name: 'x', email_address })
    expect([answer.statusCode, Object.keys(answer.json())]).toEqual([400, ['email_address']])
  }
  expect((await staff.post(IGNORED, ROBOTS)).statusCode).toBe(403)
  expect((await customer.get(IGNORED)).statusCode).toBe(403)
  expect((await stranger.get(IGNORED)).statusCode).toBe(401)
})

test('staff do not see what is about queues that they may not see', async () => {
  const { admin, staff, ctx, queue } = await testApp({ BELLHOP_QUEUE_PERMISSIONS: 'true' })
  await admin.post(IGNORED, { ...ROBOTS, queues: [queue.id] })
  expect((await staff.get(IGNORED)).json().count).toBe(0)
  const open = await addQueue(ctx, { slug: 'o', title: 'O', allow_public_submission: true })
  await admin.post(IGNORED, { ...ROBOTS, queues: [queue.id, open.id] })
  expect((await staff.get(IGNORED)).json().results).toMatchObject([{ queues: [open.id] }])
})
