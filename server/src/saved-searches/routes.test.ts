import { expect, test } from 'vitest'
import { newTicket, testApp } from '../../test/app.ts'
import { addPerson } from '../../test/people.ts'
import { addQueue } from '../queues/add.ts'
import { grantQueue } from '../queues/grant.ts'

const SEARCHES = '/api/saved-searches/'
const OPEN = { title: 'Open ones', query: 'status=Open&ordering=-created&search=caf%C3%A9+au' }

async function desk() {
  const made = await testApp()
  const boris = await addPerson(made, { username: 'boris', is_staff: true })
  const own = (await made.staff.post(SEARCHES, OPEN)).json()
  const shared = (
    await made.staff.post(SEARCHES, { ...OPEN, title: 'For all', shared: true })
  ).json()
  return { ...made, boris, own, shared, paths: [own, shared].map(({ id }) => `${SEARCHES}${id}/`) }
}

test('a private search is seen by its owner alone, a shared one by all staff', async () => {
  const { staff, boris, admin, customer, stranger, own, shared, paths } = await desk()
  expect(own).toEqual({ ...OPEN, id: expect.any(Number), shared: false, user: staff.id })
  expect((await staff.get(SEARCHES)).json().results).toEqual([shared, own])
  for (const other of [boris, admin]) {
    expect((await other.get(SEARCHES)).json().results).toEqual([shared])
    expect((await other.get(`${SEARCHES}?user=${staff.id}&search=open`)).json().count).toBe(0)
    for (const method of ['GET', 'PATCH', 'DELETE']) {
      expect((await other.request(method, paths[0]!, { body: { title: 'x' } })).statusCode).toBe(
        404,
      )
    }
  }
  expect((await staff.get(`${SEARCHES}?shared=false`)).json().results).toEqual([own])
  expect((await customer.get(SEARCHES)).statusCode).toBe(403)
  expect((await stranger.get(SEARCHES)).statusCode).toBe(401)
})

test('its owner changes it, and an admin what is shared, but nobody makes it the private one of another', async () => {
  const { staff, boris, admin, paths } = await desk()
  const [own, shared] = paths as [string, string]
  expect((await staff.patch(own, { title: 'Mine', user: 1 })).json()).toMatchObject({
    title: 'Mine',
    user: staff.id,
  })
  expect((await boris.patch(shared, { title: 'x' })).statusCode).toBe(403)
  expect((await boris.delete(shared)).statusCode).toBe(403)
  expect((await admin.patch(shared, { title: 'Better' })).json().title).toBe('Better')
  expect((await admin.patch(shared, { shared: false })).statusCode).toBe(403)
  expect((await staff.patch(shared, { shared: false })).json().shared).toBe(false)
  expect((await admin.get(shared)).statusCode).toBe(404)
  await staff.patch(shared, { shared: true })
  expect((await admin.delete(shared)).statusCode).toBe(204)
  expect((await staff.delete(own)).statusCode).toBe(204)
})

test('the audit tells of a private search that there is one, not what it looks for', async () => {
  const { staff, db, paths } = await desk()
  await staff.patch(paths[0]!, { title: 'Secret', query: 'search=secret' })
  const audit = await db.selectFrom('audit').selectAll().orderBy('id').execute()
  expect(audit.map(({ label }) => label)).toEqual([
    expect.stringMatching(/^Private search/),
    'For all',
    expect.stringMatching(/^Private search/),
  ])
  expect(JSON.stringify(audit)).not.toMatch(/secret|Open ones/i)
})

test('a query that no list could be asked is not saved', async () => {
  const { staff } = await testApp()
  for (const query of ['status', 'status=Open#top', `search=${'x'.repeat(2000)}`, '\ud800=1']) {
    const answer = await staff.post(SEARCHES, { title: 'Wrong', query })
    expect([answer.statusCode, Object.keys(answer.json())]).toEqual([400, ['query']])
  }
})

test('what the list of tickets would refuse is not saved, and each parameter is named', async () => {
  const { staff, own, paths } = await desk()
  for (const [query, names] of [
    ['staus=Open', ['staus']],
    ['status=Opn&created__gte=soon&queue=x', ['status', 'created__gte', 'queue']],
    ['status__gt=1&custom_floor=3', ['status__gt', 'custom_floor']],
    ['ordering=colour', ['ordering']],
    ['ordering=id,-created', ['ordering']],
    ['search=%2B', ['search']],
    ['saved_search=1', ['saved_search']],
    ['status=Open&page=2&page_size=5', ['page', 'page_size']],
  ] as const) {
    const answers = [
      await staff.post(SEARCHES, { title: 'Wrong', query }),
      await staff.patch(paths[0]!, { query }),
    ]
    for (const answer of answers) {
      const said = answer.json().query.map((message: string) => message.split(':')[0])
      expect([answer.statusCode, said]).toEqual([400, names])
    }
  }
  expect((await staff.get(paths[0]!)).json()).toEqual(own)
})

test('a saved search outlives a custom field that it asks for, and says so when it is asked', async () => {
  const { admin, staff } = await testApp()
  const field = { name: 'floor', label: 'Floor', data_type: 'integer' }
  const { id } = (await admin.post('/api/custom-fields/', field)).json()
  const query = 'custom_floor=3&status=Open'
  const saved = (await staff.post(SEARCHES, { title: 'Third floor', query })).json()
  const path = `${SEARCHES}${saved.id}/`
  expect((await staff.get(`${path}tickets/`)).json().count).toBe(0)
  await admin.delete(`/api/custom-fields/${id}/`)
  expect((await staff.get(path)).json()).toEqual(saved)
  expect((await staff.patch(path, { title: 'Old' })).json().title).toBe('Old')
  const asked = await staff.get(`${path}tickets/`)
  expect([asked.statusCode, Object.keys(asked.json())]).toEqual([400, ['custom_floor']])
})

test('a saved search finds what its reader may see, and what is given beside it counts more', async () => {
  const made = await testApp({ BELLHOP_QUEUE_PERMISSIONS: 'true' })
  const { ctx, admin, staff, customer, stranger, queue } = made
  const boris = await addPerson(made, { username: 'boris', is_staff: true })
  const other = await addQueue(ctx, { slug: 'other', title: 'Other' })
  await grantQueue(ctx, { queue: queue.slug, username: staff.username })
  await grantQueue(ctx, { queue: 'other', username: boris.username })
  const open = async (more: object) =>
    (await admin.post('/api/tickets/', newTicket(queue, more))).json().id as number
  const [one, two, three] = [
    await open({}),
    await open({ priority: 1 }),
    await open({ queue: other.id }),
  ]
  const body = { title: 'Open', query: 'status=Open&ordering=id', shared: true }
  const saved = (await staff.post(SEARCHES, body)).json()
  const mine = (await staff.post(SEARCHES, { ...body, shared: false })).json()
  const found = async (by: typeof staff, query = '', { id } = saved) =>
    (await by.get(`${SEARCHES}${id}/tickets/${query}`))
      .json()
      .results.map((ticket: { id: number }) => ticket.id)
  expect(await found(staff)).toEqual([one, two])
  expect(await found(boris)).toEqual([three])
  expect(await found(admin)).toEqual([one, two, three])
  expect(await found(admin, '?ordering=-id&priority=3')).toEqual([three, one])
  expect(await found(admin, '?status=Closed')).toEqual([])
  expect(await found(staff, '', mine)).toEqual([one, two])
  const page = (await admin.get(`${SEARCHES}${saved.id}/tickets/?page_size=2&fields=id`)).json()
  expect([page.count, page.results]).toEqual([3, [{ id: one }, { id: two }]])
  expect(page.next).toMatch(/saved-searches\/\d+\/tickets\/\?.*page=2/)
  const status = async (by: typeof stranger, { id } = saved, query = '') =>
    (await by.get(`${SEARCHES}${id}/tickets/${query}`)).statusCode
  expect(await status(admin, mine)).toBe(404)
  expect(await status(customer)).toBe(403)
  expect(await status(stranger)).toBe(401)
  expect(await status(admin, saved, '?nothing=1')).toBe(400)
})
