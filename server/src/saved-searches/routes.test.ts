import { expect, test } from 'vitest'
import { testApp } from '../../test/app.ts'
import { addPerson } from '../../test/people.ts'

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
