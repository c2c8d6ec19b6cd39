import { expect, test } from 'vitest'
import { type TestApp, testApp } from '../../test/app.ts'
import { addPerson } from '../../test/people.ts'
import { grantQueue } from '../queues/grant.ts'

const CATEGORIES = '/api/kb-categories/'
const ITEMS = '/api/kb-items/'
const category = { name: 'printers', title: 'Printers', slug: 'printers' }

/** A public category with an item in it, and the paths of both. */
async function library(
  desk: Pick<TestApp, 'admin'>,
  more: { category?: object; item?: object } = {},
) {
  const made = await desk.admin.post(CATEGORIES, { ...category, ...more.category })
  const item = { title: 'Fire', question: 'It burns?', answer: 'Run.', category: made.json().id }
  const written = await desk.admin.post(ITEMS, { ...item, ...more.item })
  expect([made.statusCode, written.statusCode]).toEqual([201, 201])
  const [id, itemId] = [made.json().id as number, written.json().id as number]
  return { id, itemId, path: `${CATEGORIES}${id}/`, itemPath: `${ITEMS}${itemId}/` }
}

test('an admin writes a category and an item, and everybody reads them', async () => {
  const desk = await testApp()
  const { path, itemPath, id } = await library(desk)
  expect((await desk.stranger.get(path)).json()).toEqual({
    ...category,
    id,
    description: '',
    queue: null,
    public: true,
  })
  expect((await desk.stranger.get(itemPath)).json()).toMatchObject({
    category: id,
    question: 'It burns?',
    enabled: true,
    order: null,
    votes: 0,
    recommendations: 0,
    my_vote: null,
    attachments: [],
  })
  await desk.admin.patch(itemPath, { answer: 'Run, then call.', order: '3' })
  const changed = (await desk.customer.get(itemPath)).json()
  expect([changed.answer, changed.order, changed.title]).toEqual(['Run, then call.', 3, 'Fire'])
  const audit = await desk.db.selectFrom('audit').selectAll().orderBy('id').execute()
  expect(audit.map(({ action, kind }) => `${action} ${kind}`)).toEqual([
    'created kb-category',
    'created kb-item',
    'edited kb-item',
  ])
  expect(audit.at(-1)!.changes).toEqual({
    answer: ['Run.', 'Run, then call.'],
    position: [null, 3],
  })
})

test('what is not public, or not enabled, is there for staff alone', async () => {
  const desk = await testApp()
  const secret = await library(desk, { category: { slug: 'secret', public: false } })
  const draft = await library(desk, { item: { enabled: false } })
  for (const person of [desk.customer, desk.stranger]) {
    expect((await person.get(secret.path)).statusCode).toBe(404)
    expect((await person.get(secret.itemPath)).statusCode).toBe(404)
    expect((await person.get(draft.itemPath)).statusCode).toBe(404)
    expect((await person.get(`${secret.itemPath}attachments/`)).statusCode).toBe(404)
    expect((await person.get(ITEMS)).json().count).toBe(0)
    expect((await person.get(`${ITEMS}?enabled=false`)).json().count).toBe(0)
    expect((await person.get(CATEGORIES)).json().count).toBe(1)
  }
  expect((await desk.customer.post(`${draft.itemPath}vote/`, { helpful: true })).statusCode).toBe(
    404,
  )
  expect((await desk.staff.get(ITEMS)).json().count).toBe(2)
  expect((await desk.staff.get(secret.path)).statusCode).toBe(200)
})

test('who manages the queue of a category writes there, and nobody else but admins', async () => {
  const desk = await testApp({ BELLHOP_QUEUE_PERMISSIONS: 'true' })
  const { staff, queue, ctx, customer, stranger, admin } = desk
  await grantQueue(ctx, { queue: queue.slug, username: staff.username })
  const own = await library(desk, { category: { slug: 'own', queue: queue.id } })
  const other = await library(desk)
  expect((await staff.patch(own.path, { title: 'Ours' })).json().title).toBe('Ours')
  expect((await staff.patch(own.itemPath, { title: 'Smoke' })).json().title).toBe('Smoke')
  expect((await staff.patch(own.path, { queue: null })).statusCode).toBe(403)
  expect((await staff.patch(own.itemPath, { category: other.id })).statusCode).toBe(403)
  expect((await staff.patch(other.itemPath, { title: 'No' })).statusCode).toBe(403)
  expect((await staff.delete(other.itemPath)).statusCode).toBe(403)
  expect((await staff.post(CATEGORIES, category)).statusCode).toBe(403)
  expect((await customer.patch(own.path, { title: 'No' })).statusCode).toBe(403)
  expect((await stranger.delete(own.itemPath)).statusCode).toBe(401)
  expect((await stranger.post(`${own.itemPath}vote/`, { helpful: true })).statusCode).toBe(401)
  expect((await admin.get(other.itemPath)).json().title).toBe('Fire')
})

test('what is wrong is named, and changes nothing', async () => {
  const desk = await testApp()
  const { path, id } = await library(desk)
  const { admin } = desk
  const wrong = { title: 'x'.repeat(101), slug: 'a b', queue: 99, public: 'perhaps' }
  const answer = await admin.post(CATEGORIES, wrong)
  expect(Object.keys(answer.json())).toEqual(['name', 'title', 'slug', 'queue', 'public'])
  const again = await admin.post(CATEGORIES, category)
  expect([again.statusCode, again.json()]).toEqual([
    400,
    { slug: ['A category with this slug already exists.'] },
  ])
  const item = {
    category: 99,
    question: '\0',
    answer: 'x'.repeat(100_001),
    order: 1e10,
    enabled: null,
  }
  expect(Object.keys((await admin.post(ITEMS, item)).json())).toEqual([
    'category',
    'title',
    'question',
    'answer',
    'enabled',
    'order',
  ])
  const full = await admin.delete(path)
  expect([full.statusCode, full.json().detail]).toEqual([409, expect.stringMatching(/has items/)])
  expect((await admin.get(`${ITEMS}?category=${id}&ordering=-votes`)).json().count).toBe(1)
  expect((await admin.get(`${ITEMS}?search=BURNS`)).json().count).toBe(1)
  expect((await admin.get(`${ITEMS}?password=1`)).statusCode).toBe(400)
  expect((await admin.post(`${path}vote/`, {})).statusCode).toBe(404)
})

test('each person has one vote, and may change it or take it back', async () => {
  const desk = await testApp()
  const { itemPath } = await library(desk)
  const voted = async (who: 'customer' | 'staff', helpful: unknown) => {
    const { votes, recommendations, my_vote } = (
      await desk[who].post(`${itemPath}vote/`, { helpful })
    ).json()
    return [votes, recommendations, my_vote]
  }
  expect(await voted('customer', true)).toEqual([1, 1, true])
  expect(await voted('customer', true)).toEqual([1, 1, true])
  expect(await voted('staff', false)).toEqual([2, 1, false])
  expect(await voted('customer', false)).toEqual([2, 0, false])
  expect(await voted('customer', null)).toEqual([1, 0, null])
  expect(await voted('customer', null)).toEqual([1, 0, null])
  expect((await desk.customer.post(`${itemPath}vote/`, {})).json()).toEqual({
    helpful: ['This field is required.'],
  })
  expect((await desk.customer.post(`${itemPath}vote/`, { helpful: 'x' })).statusCode).toBe(400)
  expect((await desk.customer.get(`${itemPath}vote/`)).statusCode).toBe(405)
})

test('votes of the same moment are all counted, each person once', async () => {
  const desk = await testApp()
  const { itemPath } = await library(desk)
  const people = [desk.customer, desk.staff]
  for (const name of ['una', 'ulf', 'ute']) people.push(await addPerson(desk, { username: name }))
  const votes = people.flatMap((person, index) =>
    [index % 2 === 0, index % 2 === 0, true].map((helpful) =>
      person.post(`${itemPath}vote/`, { helpful }),
    ),
  )
  for (const { statusCode } of await Promise.all(votes)) expect(statusCode).toBe(200)
  const rows = await desk.db.selectFrom('kb_vote').selectAll().execute()
  const { votes: counted, recommendations } = (await desk.stranger.get(itemPath)).json()
  expect([counted, recommendations]).toEqual([5, rows.filter(({ helpful }) => helpful).length])
})
