import { expect, test } from 'vitest'
import { testApp } from '../../test/app.ts'
import { addQueue } from '../queues/add.ts'

const EXCLUSIONS = '/api/escalation-exclusions/'

test('an admin adds, changes and deletes a day, for some queues or for all', async () => {
  const { admin, queue, db } = await testApp()
  const made = await admin.post(EXCLUSIONS, { name: 'Christmas', date: '2026-12-25' })
  expect([made.statusCode, made.json()]).toEqual([
    201,
    { id: expect.any(Number), name: 'Christmas', date: '2026-12-25', queues: [] },
  ])
  const path = `${EXCLUSIONS}${made.json().id}/`
  const changed = await admin.patch(path, { date: '2026-12-26', queues: [queue.id] })
  expect(changed.json()).toMatchObject({ date: '2026-12-26', queues: [queue.id] })
  expect((await admin.delete(path)).statusCode).toBe(204)
  const audit = await db.selectFrom('audit').selectAll().orderBy('id').execute()
  expect(audit.map(({ action, label }) => [action, label])).toEqual([
    ['created', 'Christmas'],
    ['edited', 'Christmas'],
    ['deleted', 'Christmas'],
  ])
  expect(audit[1]!.changes).toEqual({
    date: ['2026-12-25', '2026-12-26'],
    queues: [[], [queue.id]],
  })
})

test('days are found by their date, their name and their queue', async () => {
  const { admin, ctx, queue } = await testApp()
  const other = await addQueue(ctx, { slug: 'other', title: 'Other' })
  const add = (name: string, date: string, queues: number[]) =>
    admin.post(EXCLUSIONS, { name, date, queues })
  await add('New Year', '2027-01-01', [])
  await add('Stocktaking', '2026-11-30', [queue.id])
  await add('Fair', '2026-12-01', [other.id])
  const names = async (query: string) =>
    (await admin.get(EXCLUSIONS + query)).json().results.map(({ name }: { name: string }) => name)
  expect(await names('')).toEqual(['Stocktaking', 'Fair', 'New Year'])
  expect(await names('?date__gte=2026-12-01&ordering=-date')).toEqual(['New Year', 'Fair'])
  expect(await names(`?queue=${queue.id}`)).toEqual(['Stocktaking', 'New Year'])
  expect(await names('?search=stock')).toEqual(['Stocktaking'])
  expect((await admin.get(`${EXCLUSIONS}?date=soon`)).statusCode).toBe(400)
})

test('what is wrong is named, and who may not is refused', async () => {
  const { admin, staff, customer, stranger } = await testApp()
  const wrong = { name: '', date: '2026-02-30', queues: [99] }
  expect(Object.keys((await admin.post(EXCLUSIONS, wrong)).json())).toEqual(Object.keys(wrong))
  const day = { name: 'Fair', date: '2026-12-01' }
  expect((await staff.post(EXCLUSIONS, day)).statusCode).toBe(403)
  expect((await staff.get(EXCLUSIONS)).json().count).toBe(0)
  expect((await customer.get(EXCLUSIONS)).statusCode).toBe(403)
  expect((await stranger.get(EXCLUSIONS)).statusCode).toBe(401)
})
