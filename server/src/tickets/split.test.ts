import { expect, test } from 'vitest'
import { newTicket, testApp } from '../../test/app.ts'
import { textFile } from '../../test/client.ts'
import { mailsIn, stateOf } from '../../test/state.ts'
import { countRows } from '../db/tally.ts'
import { addQueue } from '../queues/add.ts'

/** A ticket with two answers, the second of which brings a file. */
async function desk(settings?: NodeJS.ProcessEnv) {
  const made = await testApp(settings)
  const { admin, queue, staff } = made
  const more = { submitter_email: 'uma@example.com', assigned_to: staff.id, priority: 2 }
  const { id } = (await admin.post('/api/tickets/', newTicket(queue, more))).json()
  const answer = async (form: Record<string, never>) =>
    (await admin.postForm('/api/followups/', { ticket: id, public: 'true', ...form })).json()
      .id as number
  const first = await answer({ comment: 'The coffee machine, too.' } as never)
  const second = await answer({ comment: 'See', attachments: textFile('coffee.txt') } as never)
  const split = (body: object, by = admin) => by.post(`/api/tickets/${id}/split/`, body)
  const other = await addQueue(made.ctx, { title: 'Kitchen', slug: 'kitchen' })
  return { ...made, id, first, second, split, other }
}

test('some follow-ups become a ticket of their own, and both sides tell of it', async () => {
  const made = await desk()
  const { id, first, second, other, db } = made
  const answer = await made.split({
    followups: [second, first],
    title: 'Coffee',
    queue: other.id,
    priority: 4,
  })
  expect(answer.statusCode, answer.body).toBe(201)
  const ticket = answer.json()
  expect(ticket).toMatchObject({
    queue: other.id,
    title: 'Coffee',
    description: 'The coffee machine, too.',
    submitter_email: 'uma@example.com',
    assigned_to: null,
    status: 1,
    priority: 4,
    followup_set: [
      { id: first, ticket: ticket.id },
      { id: second, followupattachment_set: [{ filename: 'coffee.txt' }] },
      { title: `Ticket Opened, split from #${id}` },
    ],
  })
  const rest = (await made.admin.get(`/api/tickets/${id}/`)).json()
  expect(rest.followup_set.map(({ title }: { title: string }) => title)).toEqual([
    'Ticket Opened & Assigned to agnes',
    `Split into #${ticket.id}`,
  ])
  expect(await countRows(db, 'followup', [other.id])).toBe(3)
  expect(await countRows(db, 'attachment', [other.id])).toBe(1)
})

test('a split ticket is like the one that it comes from, unless something else is said', async () => {
  const made = await desk()
  const ticket = (await made.split({ followups: [made.second], title: 'Coffee' })).json()
  expect(ticket).toMatchObject({
    queue: made.queue.id,
    description: 'See',
    assigned_to: made.staff.id,
    priority: 2,
  })
  const more = { followups: [made.first], title: 'Tea', description: 'Rather tea.' }
  expect((await made.split(more)).json()).toMatchObject({ description: 'Rather tea.' })
})

test('of a split hears who does the ticket; of a public one who asked it, too', async () => {
  const made = await desk()
  const told = async (body: object) => {
    await made.db.deleteFrom('job').execute()
    const answer = await made.split({ title: 'Coffee', ...body })
    expect(answer.statusCode, answer.body).toBe(201)
    return (await mailsIn(made.db)).map(({ to, template }) => [to, template])
  }
  const { email } = made.staff
  expect(await told({ followups: [made.first] })).toEqual([
    [email, 'updated_owner'],
    [email, 'assigned_owner'],
  ])
  expect(await told({ followups: [made.second], public: true })).toEqual([
    ['uma@example.com', 'updated_submitter'],
    [email, 'updated_owner'],
    ['uma@example.com', 'newticket_submitter'],
    [email, 'assigned_owner'],
  ])
})

const missing = (id: number) => [`Invalid pk "${id}" - object does not exist.`]

test('what cannot be split off is named, and changes nothing', async () => {
  const made = await desk({ BELLHOP_QUEUE_PERMISSIONS: 'true' })
  const { first, second, staff, queue, other, db } = made
  const third = (await made.admin.post('/api/tickets/', newTicket(queue))).json().followup_set[0].id
  const grants = { user_id: staff.id, level: 'reply' } as const
  await db
    .insertInto('queue_permission')
    .values({ queue_id: queue.id, ...grants })
    .execute()
  const before = await stateOf(made.ctx)
  const refused = async (body: object) => {
    const answer = await made.split({ title: 'Coffee', followups: [first], ...body }, staff)
    return [answer.statusCode, answer.json()]
  }
  expect(await refused({ followups: [second, third, 99] })).toEqual([
    400,
    { followups: { 1: missing(third), 2: missing(99) } },
  ])
  expect(await refused({ title: '' })).toMatchObject([400, { title: [expect.any(String)] }])
  expect(await refused({ priority: 9 })).toMatchObject([400, { priority: [expect.any(String)] }])
  expect(await refused({ queue: other.id })).toEqual([400, { queue: missing(other.id) }])
  const seen = { queue_id: other.id, user_id: staff.id, level: 'view' } as const
  await db.insertInto('queue_permission').values(seen).execute()
  expect((await refused({ queue: other.id }))[0]).toBe(403)
  expect(await stateOf(made.ctx)).toEqual(before)
})

test('a follow-up that is split off twice at the same moment goes to one ticket', async () => {
  const made = await desk()
  const body = { followups: [made.first], title: 'Coffee' }
  const answers = await Promise.all([made.split(body), made.split(body)])
  expect(answers.map(({ statusCode }) => statusCode).toSorted()).toEqual([201, 400])
})
