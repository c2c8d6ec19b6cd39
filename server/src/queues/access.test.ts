import { expect, test } from 'vitest'
import { newTicket } from '../../test/app.ts'
import { type Client, textFile } from '../../test/client.ts'
import { addPerson } from '../../test/people.ts'
import { deskOfQueues as desk } from '../../test/queues.ts'
import { grantQueue, revokeQueue } from './grant.ts'
import { listQueues } from './list.ts'

const LISTS = ['/api/tickets/', '/api/followups/', '/api/followups-attachments/']

const refused = (id: number) => [`Invalid pk "${id}" - object does not exist.`]

const counts = async (client: Client, query = '') =>
  Promise.all(LISTS.map(async (list) => (await client.get(list + query)).json().count))

test('lists, and their counts and pages, hold what is in the queues that somebody may see', async () => {
  const { staff, admin } = await desk()
  expect(await counts(staff)).toEqual([2, 2, 2])
  expect(await counts(admin)).toEqual([3, 3, 3])
  for (const list of LISTS) {
    const all = await staff.get(list)
    expect(all.body).not.toContain('secret')
    expect(all.json().results).toHaveLength(2)
    const last = (await staff.get(`${list}?page_size=1&page=last`)).json()
    expect([last.count, last.results.length, last.next]).toEqual([2, 1, null])
    expect(last.previous).toBe(`http://desk.test${list}?page_size=1`)
    expect((await staff.get(`${list}?page_size=1&page=3`)).statusCode).toBe(404)
  }
})

test('a filter by status counts and shows no more than that', async () => {
  const { staff, admin } = await desk()
  for (const [query, count] of [
    ['?status=1', 2],
    ['?status=Open,Closed', 2],
    ['?status=Closed', 0],
  ] as const) {
    const answer = await staff.get(`/api/tickets/${query}`)
    expect([answer.json().count, answer.json().results.length]).toEqual([count, count])
    expect(answer.body).not.toContain('secret')
  }
  expect((await admin.get('/api/tickets/?status=Open')).json().count).toBe(3)
})

test('what is in a hidden queue is answered as what does not exist, by every method', async () => {
  const { staff, admin, hidden } = await desk()
  for (const path of hidden.paths) {
    const missing = path.replace(/\d+\/$/, '9999/')
    for (const method of ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
      const body = method === 'GET' ? {} : { body: { title: 'mine' } }
      const answer = await staff.request(method, path, body)
      const told = await staff.request(method, missing, body)
      expect([answer.statusCode, answer.body], `${method} ${path}`).toEqual([
        told.statusCode,
        told.body,
      ])
      expect(answer.statusCode).toBe(method === 'OPTIONS' ? 200 : 404)
    }
    expect((await admin.get(path)).statusCode).toBe(200)
  }
})

test('OPTIONS tells of the fields where somebody may see, and of none where they may not', async () => {
  const { staff, own, hidden } = await desk()
  for (const path of own.paths) {
    expect((await staff.request('OPTIONS', path)).json().actions.PUT).toBeDefined()
  }
  for (const path of hidden.paths) {
    expect((await staff.request('OPTIONS', path)).json().actions).toBeUndefined()
  }
  for (const list of LISTS) {
    expect((await staff.request('OPTIONS', list)).body).not.toMatch(/secret|Billing/i)
  }
})

test('a reference to what is hidden is answered as one to what does not exist', async () => {
  const { staff, queues, own, hidden } = await desk()
  const [ticket, followUp, file] = own.paths as [string, string, string]
  const textOf = async (method: string, path: string, body: object) => {
    const answer = await staff.request(method, path, { body })
    expect(answer.statusCode, `${method} ${path} ${JSON.stringify(body)}`).toBe(400)
    return answer.json()
  }
  const { billing, support } = queues
  for (const [method, path, name, id, more] of [
    ['POST', '/api/tickets/', 'queue', billing.id, newTicket(billing)],
    ['POST', '/api/tickets/', 'merged_to', hidden.ticket, newTicket(support)],
    ['PUT', ticket, 'queue', billing.id, newTicket(support)],
    ['PATCH', ticket, 'queue', billing.id, {}],
    ['PATCH', ticket, 'merged_to', hidden.ticket, {}],
    ['POST', '/api/followups/', 'ticket', hidden.ticket, {}],
    ['PUT', followUp, 'ticket', hidden.ticket, {}],
    ['PATCH', followUp, 'ticket', hidden.ticket, {}],
    ['PATCH', file, 'followup', hidden.followUp, {}],
  ] as const) {
    expect(await textOf(method, path, { ...more, [name]: id })).toEqual({ [name]: refused(id) })
  }
  const form = { followup: hidden.followUp, file: textFile('x.txt') }
  const answer = await staff.postForm('/api/followups-attachments/', form)
  expect(answer.json()).toEqual({ followup: refused(hidden.followUp) })
  expect(await counts(staff)).toEqual([2, 2, 2])
})

test('a ticket that is moved to a hidden queue is gone for those who may not see that one', async () => {
  const { admin, staff, own, queues } = await desk()
  await admin.patch(own.paths[0]!, { queue: queues.billing.id })
  for (const path of own.paths) expect((await staff.get(path)).statusCode).toBe(404)
  expect(await counts(staff)).toEqual([1, 1, 1])
})

test('a comment does not fill in the title of a hidden ticket that this one was merged to', async () => {
  const { admin, staff, own, hidden } = await desk()
  await admin.patch(own.paths[0]!, { merged_to: hidden.ticket })
  const follow = { ticket: own.ticket, comment: 'See {{ ticket.merged_to }}.' }
  const byStaff = (await staff.post('/api/followups/', follow)).json()
  expect(byStaff.comment).not.toContain('secret')
  const byAdmin = (await admin.post('/api/followups/', follow)).json()
  expect(byAdmin.comment).toBe(`See ${hidden.ticket} secret title.`)
})

test('in a queue that somebody was given, and in a public one, they work as everywhere', async () => {
  const { staff, queues, own } = await desk()
  for (const queue of [queues.support, queues.open]) {
    expect((await staff.post('/api/tickets/', newTicket(queue))).statusCode).toBe(201)
  }
  const answer = { ticket: own.ticket, comment: 'Put out.' }
  expect((await staff.post('/api/followups/', answer)).statusCode).toBe(201)
  const move = { queue: queues.open.id }
  expect((await staff.patch(own.paths[0]!, move)).json().queue).toBe(queues.open.id)
  expect((await staff.delete(own.paths[0]!)).statusCode).toBe(204)
})

test('people see the tickets they asked, in whichever queue these are', async () => {
  const { admin, staff, customer, hidden } = await desk()
  for (const person of [customer, staff]) {
    await admin.patch(hidden.paths[0]!, { submitter_email: person.email })
    expect((await person.get('/api/user_tickets/')).json().count).toBe(1)
    const path = `/api/user_tickets/${hidden.ticket}/`
    expect((await person.get(path)).json().title).toBe('secret title')
  }
  expect((await staff.get(hidden.paths[0]!)).statusCode).toBe(404)
})

test('a queue is given and taken back while the helpdesk runs, to one person alone', async () => {
  const at = await desk()
  const { ctx, staff, hidden } = at
  const bob = await addPerson(at, { username: 'bob', is_staff: true })
  const billing = { queue: 'billing', username: 'agnes' }
  expect(await grantQueue(ctx, billing)).toBe(true)
  expect(await grantQueue(ctx, billing)).toBe(false)
  expect(await counts(staff)).toEqual([3, 3, 3])
  expect(await counts(bob)).toEqual([1, 1, 1])
  const given = (await listQueues(ctx.db)).map(({ slug, granted_to }) => [slug, granted_to])
  expect(Object.fromEntries(given)).toEqual({ billing: ['agnes'], support: ['agnes'], open: [] })

  expect(await revokeQueue(ctx, billing)).toBe(true)
  expect(await revokeQueue(ctx, billing)).toBe(false)
  for (const path of hidden.paths) expect((await staff.get(path)).statusCode).toBe(404)
})

test('a queue is given to somebody who works here', async () => {
  const { ctx } = await desk()
  const grant = (queue: string, username: string) => grantQueue(ctx, { queue, username })
  await expect(grant('support', 'uma')).rejects.toThrow('"uma" does not work here.')
  await expect(grant('support', 'eve')).rejects.toThrow('There is no user "eve".')
  await expect(grant('none', 'agnes')).rejects.toThrow('There is no queue "none".')
  await expect(revokeQueue(ctx, { queue: 'none', username: 'agnes' })).rejects.toThrow()
})

test('where it is not switched on, whoever works here sees every queue', async () => {
  const { staff, hidden } = await desk({})
  expect(await counts(staff)).toEqual([3, 3, 3])
  for (const path of hidden.paths) expect((await staff.get(path)).statusCode).toBe(200)
})

test('whoever has no queue at all sees empty lists', async () => {
  const { ctx, staff, db } = await desk()
  await revokeQueue(ctx, { queue: 'support', username: 'agnes' })
  await db.updateTable('queue').set({ allow_public_submission: false }).execute()
  expect(await counts(staff)).toEqual([0, 0, 0])
  for (const list of LISTS) expect((await staff.get(list)).json().results).toEqual([])
})
