import { expect, test } from 'vitest'
import { newTicket, testApp } from '../../test/app.ts'
import { addQueue } from '../queues/add.ts'
import { grantQueue } from '../queues/grant.ts'

const REPLIES = '/api/preset-replies/'

/** Agnes manages "own" and sees "open"; there is a reply for each queue, one for two, one for all. */
async function desk(settings: NodeJS.ProcessEnv = { BELLHOP_QUEUE_PERMISSIONS: 'true' }) {
  const made = await testApp(settings)
  const { ctx, admin, staff, queue: hidden } = made
  const own = await addQueue(ctx, { slug: 'own', title: 'Own' })
  const open = await addQueue(ctx, { slug: 'open', title: 'O', allow_public_submission: true })
  await grantQueue(ctx, { queue: 'own', username: staff.username })
  const add = async (name: string, queues: number[]) =>
    (await admin.post(REPLIES, { name, body: 'Dear {{ ticket.submitter_email }}', queues })).json()
      .id as number
  const ids = {
    own: await add('Own', [own.id]),
    open: await add('Open', [open.id]),
    hidden: await add('Hidden', [hidden.id]),
    both: await add('Both', [own.id, hidden.id]),
    all: await add('All', []),
  }
  const names = async (query = '', who = staff) =>
    (await who.get(`${REPLIES}?${query}`)).json().results.map((row: { name: string }) => row.name)
  return { ...made, queues: { own, open, hidden }, ids, names }
}

const status = async (answer: Promise<{ statusCode: number }>) => (await answer).statusCode
const pathOf = (id: number) => `${REPLIES}${id}/`

test('staff see the replies of queues they may see, and those for all queues', async () => {
  const { admin, staff, ids, queues, names } = await desk()
  expect(await names()).toEqual(['All', 'Both', 'Open', 'Own'])
  expect(await names('', admin)).toEqual(['All', 'Both', 'Hidden', 'Open', 'Own'])
  expect((await staff.get(pathOf(ids.hidden))).statusCode).toBe(404)
  expect((await staff.patch(pathOf(ids.hidden), { name: 'x' })).statusCode).toBe(404)
  expect((await staff.get(pathOf(ids.both))).json().queues).toEqual([queues.own.id])
  expect((await admin.get(pathOf(ids.both))).json().queues).toEqual(
    [queues.own.id, queues.hidden.id].toSorted((a, b) => a - b),
  )
})

test('a list is narrowed to what may be said in a queue', async () => {
  const { queues, names } = await desk()
  expect(await names(`queue=${queues.own.id}`)).toEqual(['All', 'Both', 'Own'])
  expect(await names(`queue=${queues.own.id},${queues.open.id}&search=o`)).toHaveLength(3)
  expect(await names('queue__isnull=true')).toEqual(['All'])
  expect(await names('queue__isnull=false&ordering=-name')).toEqual(['Own', 'Open', 'Both'])
  expect(await names('body__contains=submitter&page_size=1')).toEqual(['All'])
})

test('who manages all queues of a reply changes it; what is for all queues, admins alone', async () => {
  const { admin, staff, customer, stranger, ids, queues, db } = await desk()
  const { own, open, hidden } = queues
  expect((await staff.patch(pathOf(ids.own), { name: 'Mine' })).json()).toEqual({
    id: ids.own,
    name: 'Mine',
    body: 'Dear {{ ticket.submitter_email }}',
    queues: [own.id],
  })
  for (const id of [ids.open, ids.both, ids.all]) {
    expect(await status(staff.patch(pathOf(id), { name: 'x' }))).toBe(403)
    expect(await status(staff.delete(pathOf(id)))).toBe(403)
  }
  expect(await status(staff.patch(pathOf(ids.own), { queues: [] }))).toBe(403)
  expect(await status(staff.patch(pathOf(ids.own), { queues: [own.id, open.id] }))).toBe(403)
  const secret = await staff.patch(pathOf(ids.own), { queues: [hidden.id, 999] })
  expect([secret.statusCode, secret.json()]).toEqual([
    400,
    {
      queues: [hidden.id, 999].map((id) => `Invalid pk "${id}" - object does not exist.`),
    },
  ])
  expect(await status(staff.post(REPLIES, { name: 'n', body: 'b' }))).toBe(403)
  expect(await status(staff.post(REPLIES, { name: 'n', body: 'b', queues: [own.id] }))).toBe(201)
  expect(await status(admin.patch(pathOf(ids.all), { queues: `${own.id}` }))).toBe(200)
  expect(await status(staff.delete(pathOf(ids.all)))).toBe(204)
  expect(await status(customer.get(REPLIES))).toBe(403)
  expect(await status(stranger.get(REPLIES))).toBe(401)

  const audit = await db.selectFrom('audit').selectAll().orderBy('id').execute()
  const last = audit.slice(-4).map(({ action, label, changes }) => [action, label, changes])
  expect(last).toEqual([
    ['edited', 'Mine', { name: ['Own', 'Mine'] }],
    ['created', 'n', expect.objectContaining({ queues: [null, [own.id]] })],
    ['edited', 'All', { queues: [[], [own.id]] }],
    ['deleted', 'All', expect.objectContaining({ queues: [[own.id], null] })],
  ])
})

test('a reply is filled in for a ticket that they may see', async () => {
  const { admin, staff, queues, ids } = await desk()
  const ticketIn = async (queue: { id: number }) =>
    (
      await admin.post('/api/tickets/', newTicket(queue, { submitter_email: 'uma@example.com' }))
    ).json().id
  const [seen, hidden] = [await ticketIn(queues.own), await ticketIn(queues.hidden)]
  const filled = (id: number, query: string) => staff.get(`${pathOf(id)}filled/?${query}`)
  expect((await filled(ids.own, `ticket=${seen}`)).json()).toEqual({
    id: ids.own,
    ticket: seen,
    name: 'Own',
    body: 'Dear uma@example.com',
  })
  expect((await filled(ids.own, `ticket=${hidden}`)).statusCode).toBe(404)
  expect((await filled(ids.hidden, `ticket=${seen}`)).statusCode).toBe(404)
  for (const query of ['', 'ticket=x', `ticket=${seen}&queue=1`]) {
    expect((await filled(ids.own, query)).statusCode).toBe(400)
  }
  expect((await filled(ids.own, `ticket=${10n ** 20n}`)).statusCode).toBe(404)
})

test('what is wrong is named, and changes nothing', async () => {
  const { admin, ids, names } = await desk({})
  const wrong = { name: 'x'.repeat(101), body: ' ', queues: ['x'] }
  expect(Object.keys((await admin.post(REPLIES, wrong)).json())).toEqual(['name', 'body', 'queues'])
  const json = '{"name": "a\\u0000", "body": "\\ud800", "queues": {"a": 1}}'
  const hostile = await admin.patch(pathOf(ids.own), json, { 'content-type': 'application/json' })
  expect([hostile.statusCode, Object.keys(hostile.json())]).toEqual([
    400,
    ['name', 'body', 'queues'],
  ])
  expect((await admin.get(`${REPLIES}?queue=x&owner=1`)).json()).toEqual({
    queue: ['This has to be an id, or several with commas between them.'],
    owner: [
      'There is no such parameter here. There is id, name, body, queue, ordering, fields, search.',
    ],
  })
  expect(await names('', admin)).toEqual(['All', 'Both', 'Hidden', 'Open', 'Own'])
})

test('a queue stays while something is for it alone: it would be for all queues otherwise', async () => {
  const { admin, queues, ids } = await desk()
  const path = `/api/queues/${queues.hidden.id}/`
  const refused = await admin.delete(path)
  expect([refused.statusCode, refused.json().detail]).toEqual([
    409,
    'This queue has preset replies of its own: delete them first, or add another queue.',
  ])
  await admin.delete(pathOf(ids.hidden))
  expect((await admin.delete(path)).statusCode).toBe(204)
  expect((await admin.get(pathOf(ids.both))).json().queues).toEqual([queues.own.id])
})

test('of a queue that is deleted and a reply that keeps only this one, one waits for the other', async () => {
  const { admin, queues, ids, db } = await desk()
  await admin.delete(pathOf(ids.hidden))
  const [deleted, changed] = await Promise.all([
    admin.delete(`/api/queues/${queues.hidden.id}/`),
    admin.patch(pathOf(ids.both), { queues: [queues.hidden.id] }),
  ])
  expect([204, 409]).toContain(deleted.statusCode)
  expect(changed.statusCode).toBe(deleted.statusCode === 409 ? 200 : changed.statusCode)
  expect([200, 400, 409]).toContain(changed.statusCode)
  const links = db.selectFrom('preset_reply_queue').selectAll()
  expect(await links.where('preset_reply_id', '=', ids.both).execute()).not.toEqual([])
})

test('two who change one reply at the same moment both have their way, one after the other', async () => {
  const { admin, ids, queues } = await desk()
  const [one, two] = [queues.own.id, queues.open.id]
  const given = [{ queues: [one] }, { queues: [two] }, { name: 'Last' }, { queues: [one, two] }]
  const answers = await Promise.all(given.map((body) => admin.patch(pathOf(ids.all), body)))
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 200])
  expect((await admin.get(pathOf(ids.all))).json()).toMatchObject({ name: 'Last' })
})
