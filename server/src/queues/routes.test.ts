import { expect, test } from 'vitest'
import { newTicket, testApp } from '../../test/app.ts'
import { addQueue } from './add.ts'
import { grantQueue } from './grant.ts'

const QUEUES = '/api/queues/'

test('an admin adds, changes and deletes a queue, and the audit says who did', async () => {
  const { admin, db } = await testApp()
  const made = await admin.post(QUEUES, { title: 'Billing', slug: 'billing', escalate_days: '3' })
  expect([made.statusCode, made.json()]).toEqual([
    201,
    expect.objectContaining({ slug: 'billing', escalate_days: 3, default_owner: null }),
  ])
  const path = `${QUEUES}${made.json().id}/`
  for (const change of [{ title: 'Money' }, { title: 'Money' }, {}]) {
    expect((await admin.patch(path, change)).json().title).toBe('Money')
  }
  expect((await admin.delete(path)).statusCode).toBe(204)
  expect((await admin.get(path)).statusCode).toBe(404)

  const audit = await db.selectFrom('audit').selectAll().orderBy('id').execute()
  expect(audit.map(({ action, username, label }) => [action, username, label])).toEqual([
    ['created', 'admin', 'billing'],
    ['edited', 'admin', 'billing'],
    ['deleted', 'admin', 'billing'],
  ])
  expect(audit[1]!.changes).toEqual({ title: ['Billing', 'Money'] })
  await expect(db.deleteFrom('audit').execute()).rejects.toThrow('only ever added to')
})

test('a queue that has tickets is not deleted', async () => {
  const { admin, queue } = await testApp()
  await admin.post('/api/tickets/', newTicket(queue))
  const answer = await admin.delete(`${QUEUES}${queue.id}/`)
  expect([answer.statusCode, answer.json().detail]).toEqual([
    409,
    expect.stringMatching(/move them/),
  ])
  expect((await admin.get(QUEUES)).json().count).toBe(1)
})

test('what is wrong is named, all of it, and changes nothing', async () => {
  const { admin, queue } = await testApp()
  const wrong = { slug: 'a b', new_ticket_cc: 'x@example.com, nobody', default_owner: 99 }
  const answer = await admin.post(QUEUES, wrong)
  expect(answer.statusCode).toBe(400)
  expect(Object.keys(answer.json())).toEqual(['title', 'slug', 'new_ticket_cc', 'default_owner'])
  const taken = await admin.post(QUEUES, { title: 'Again', slug: queue.slug })
  expect([taken.statusCode, Object.keys(taken.json())]).toEqual([400, ['slug']])
  expect((await admin.get(QUEUES)).json().count).toBe(1)
})

test('lists are narrowed, sorted and cut down, and a parameter that there is not is named', async () => {
  const { admin, ctx } = await testApp()
  await addQueue(ctx, { slug: 'billing', title: 'Billing', allow_public_submission: true })
  await addQueue(ctx, { slug: 'sales', title: '100%_sales' })
  const slugs = async (query: string) =>
    (await admin.get(`${QUEUES}?${query}`)).json().results.map(({ slug }: { slug: string }) => slug)
  expect(await slugs('ordering=-id')).toEqual(['sales', 'billing', 'support'])
  expect(await slugs('allow_public_submission=true')).toEqual(['billing'])
  expect(await slugs('title__contains=%25_s')).toEqual(['sales'])
  expect(await slugs('title__contains=0_s')).toEqual([])
  expect(await slugs('search=bill')).toEqual(['billing'])
  expect(await slugs('default_owner__isnull=false')).toEqual([])
  expect((await admin.get(`${QUEUES}?fields=slug,id&page_size=1`)).json().results).toEqual([
    { id: expect.any(Number), slug: 'sales' },
  ])
  const wrong = await admin.get(`${QUEUES}?password=1&ordering=locale&id=x&fields=a`)
  expect([wrong.statusCode, Object.keys(wrong.json())]).toEqual([
    400,
    ['password', 'ordering', 'id', 'fields'],
  ])
})

test('staff see the queues they may see, and change those that they manage', async () => {
  const { admin, staff, customer, stranger, ctx } = await testApp({
    BELLHOP_QUEUE_PERMISSIONS: 'true',
  })
  const own = await addQueue(ctx, { slug: 'own', title: 'Own' })
  await grantQueue(ctx, { queue: 'own', username: staff.username })
  expect((await staff.get(QUEUES)).json().results.map(({ id }: { id: number }) => id)).toEqual([
    own.id,
  ])
  expect((await admin.get(QUEUES)).json().count).toBe(2)
  expect((await staff.patch(`${QUEUES}${own.id}/`, { title: 'Mine' })).json().title).toBe('Mine')
  const level = { level: 'reply' } as const
  await ctx.db.updateTable('queue_permission').set(level).execute()
  expect((await staff.patch(`${QUEUES}${own.id}/`, { title: 'No' })).statusCode).toBe(403)
  expect((await staff.post(QUEUES, { title: 'No', slug: 'no' })).statusCode).toBe(403)
  expect((await staff.delete(`${QUEUES}${own.id}/`)).statusCode).toBe(403)
  expect((await customer.get(QUEUES)).statusCode).toBe(403)
  expect((await stranger.get(QUEUES)).statusCode).toBe(401)
})

test('whoever asks for a field in a way that there is not is told the ways that there are', async () => {
  const { admin } = await testApp()
  expect((await admin.get(`${QUEUES}?allow_public_submission__gte=1`)).json()).toEqual({
    allow_public_submission__gte: [
      'There is no such parameter here. There is allow_public_submission.',
    ],
  })
  expect((await admin.get(`${QUEUES}?id__contains=1`)).json()).toEqual({
    id__contains: ['There is no such parameter here. There is id, id__not, id__isnull.'],
  })
})
