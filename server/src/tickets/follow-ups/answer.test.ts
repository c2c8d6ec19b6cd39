import { expect, test } from 'vitest'
import { newTicket, type TestApp, testApp } from '../../../test/app.ts'
import { textFile } from '../../../test/client.ts'
import { statusName } from '../../lib/ticket-status.ts'
import { failInserts, filesIn, stateOf } from '../../../test/state.ts'

/** A helpdesk with a ticket, and how to answer it. */
async function desk(settings?: NodeJS.ProcessEnv) {
  const made = await testApp(settings)
  const { id } = (await made.admin.post('/api/tickets/', newTicket(made.queue))).json()
  const answer = async (more: object) => {
    const response = await made.admin.post('/api/followups/', { ticket: id, ...more })
    expect(response.statusCode, response.body).toBe(201)
    return response.json()
  }
  const ticket = async () => (await made.admin.get(`/api/tickets/${id}/`)).json()
  return { ...made, id, answer, ticket }
}

const changesIn = ({ db }: TestApp) =>
  db.selectFrom('ticket_change').select(['field', 'old_value', 'new_value']).execute()

test('an answer is by whoever sends it, now, and says what it was given', async () => {
  const made = await desk()
  made.ctx.now = () => new Date('2030-01-02T03:04:05.678Z')
  const more = { user: made.customer.id, date: '2001-01-01T00:00:00Z', id: 99, message_id: '<x>' }
  const answer = await made.answer({ comment: 'On my way.', time_spent: '01:30:00', ...more })
  expect(answer).toEqual({
    id: 2,
    ticket: made.id,
    user: made.admin.id,
    title: 'The printer is on fire',
    comment: 'On my way.',
    public: false,
    new_status: null,
    time_spent: '01:30:00',
    followupattachment_set: [],
    date: '2030-01-02T03:04:05.678000Z',
    message_id: null,
  })
  expect((await made.ticket()).followup_set.at(-1)).toEqual(answer)
})

test('an answer without a title takes the ticket’s, one with an empty title says what it is', async () => {
  const { answer, ticket } = await desk()
  expect((await answer({ title: null })).title).toBe('The printer is on fire')
  expect((await answer({ title: 'Mine' })).title).toBe('Mine')
  expect((await answer({ title: '', comment: 'x' })).title).toBe('Comment')
  expect((await answer({ title: '' })).title).toBe('Updated')
  expect((await answer({ title: 'Mine', new_status: 3 })).title).toBe('Mine and Resolved')
  expect((await answer({ title: '', new_status: 2 })).title).toBe('Reopened')
  expect((await ticket()).title).toBe('The printer is on fire')
})

test('an answer moves the ticket to another status, and a row tells of the change', async () => {
  const made = await desk()
  expect(await made.answer({ new_status: 5 })).toMatchObject({ new_status: 5 })
  expect((await made.ticket()).status).toBe(5)
  expect(await changesIn(made)).toEqual([
    { field: 'Status', old_value: 'Open', new_value: 'Duplicate' },
  ])
})

test('the status that a ticket has already is no change', async () => {
  const made = await desk()
  expect(await made.answer({ new_status: 1 })).toMatchObject({
    new_status: null,
    title: 'The printer is on fire',
  })
  expect(await changesIn(made)).toEqual([])
})

test('resolving says what was done, each time', async () => {
  const { answer, ticket } = await desk()
  await answer({ comment: 'Water.', new_status: 3 })
  expect(await ticket()).toMatchObject({ status: 3, resolution: 'Water.' })
  await answer({ comment: 'It burns again.', new_status: 2 })
  expect(await ticket()).toMatchObject({ status: 2, resolution: 'Water.' })
  await answer({ comment: 'Sand.', new_status: 3 })
  expect(await ticket()).toMatchObject({ status: 3, resolution: 'Sand.' })
})

test('closing says what was done only where nobody has said it yet', async () => {
  const unsaid = await desk()
  await unsaid.answer({ comment: 'Never mind.', new_status: 4 })
  expect(await unsaid.ticket()).toMatchObject({ status: 4, resolution: 'Never mind.' })
  const said = await desk()
  await said.answer({ comment: 'Water.', new_status: 3 })
  await said.answer({ comment: 'Bye.', new_status: 4 })
  expect(await said.ticket()).toMatchObject({ status: 4, resolution: 'Water.' })
})

test('an answer that changes no status leaves the resolution alone', async () => {
  const { answer, ticket } = await desk()
  await answer({ comment: 'Water.', new_status: 3 })
  await answer({ comment: 'Thanks!', new_status: 3 })
  await answer({ comment: 'You are welcome.' })
  expect((await ticket()).resolution).toBe('Water.')
})

test('placeholders in a comment become what they stand for', async () => {
  const { answer, ticket } = await desk()
  const made = await answer({ comment: 'About {{ ticket.title }}: {% broken', new_status: 3 })
  expect(made.comment).toBe('About {{ ticket.title }}: {% broken')
  const filled = await answer({ comment: 'About {{ ticket.title|upper }}.', new_status: 3 })
  expect(filled.comment).toBe('About THE PRINTER IS ON FIRE.')
  expect((await ticket()).resolution).toBe('About {{ ticket.title }}: {% broken')
})

test('an answer keeps the files that come with it, several of one name too', async () => {
  const { admin, id, ctx } = await desk()
  const attachments = [textFile('a.txt', '1'), textFile('b.txt', '22'), textFile('a.txt', '333')]
  const answer = (await admin.postForm('/api/followups/', { ticket: id, attachments })).json()
  const files = answer.followupattachment_set as { filename: string; size: number }[]
  expect(files.map(({ filename, size }) => [filename, size])).toEqual([
    ['a.txt', 1],
    ['a.txt', 3],
    ['b.txt', 2],
  ])
  expect(filesIn(ctx.config)).toHaveLength(3)
})

test('nothing stays of an answer when one of its files is refused', async () => {
  const { admin, id, ctx } = await desk()
  const before = await stateOf(ctx)
  const attachments = [textFile('fine.txt'), textFile('virus.exe')]
  const refused = await admin.postForm('/api/followups/', {
    ticket: id,
    new_status: 3,
    attachments,
  })
  expect(refused.statusCode).toBe(400)
  expect(refused.json()).toEqual({ attachments: ['Unsupported file extension: .exe'] })
  expect(await stateOf(ctx)).toEqual(before)
})

test.for(['ticket_change', 'attachment'] as const)(
  'nothing stays of an answer when its %s cannot be written',
  async (table) => {
    const { admin, id, ctx, db } = await desk()
    await failInserts(db, table)
    const before = await stateOf(ctx)
    const form = { ticket: id, new_status: 3, comment: 'Done', attachments: textFile('a.txt') }
    expect((await admin.postForm('/api/followups/', form)).statusCode).toBe(500)
    expect(await stateOf(ctx)).toEqual(before)
  },
)

test('answers that come at the same time are all kept, and the last status counts', async () => {
  const made = await desk()
  // Each another one: in whatever order they come, all of them move the ticket.
  await Promise.all([3, 2, 5, 4].map((new_status) => made.answer({ new_status })))
  const { status, followup_set } = await made.ticket()
  expect(followup_set).toHaveLength(5)
  const told = await changesIn(made)
  expect(told).toHaveLength(4)
  for (const [at, { old_value }] of told.entries()) {
    expect(old_value).toBe(at === 0 ? 'Open' : told[at - 1]!.new_value)
  }
  expect(told.at(-1)!.new_value).toBe(statusName(status))
})

test('only staff answer, and only tickets that they may see', async () => {
  const made = await desk({ BELLHOP_QUEUE_PERMISSIONS: 'true' })
  const body = { ticket: made.id }
  expect((await made.stranger.post('/api/followups/', body)).statusCode).toBe(401)
  expect((await made.customer.post('/api/followups/', body)).statusCode).toBe(403)
  const unseen = await made.staff.post('/api/followups/', body)
  expect(unseen.json()).toEqual({ ticket: [`Invalid pk "${made.id}" - object does not exist.`] })
})

test('a comment of thousands of placeholders stays as it was written', async () => {
  const { staff, queue } = await testApp()
  const ticket = (await staff.post('/api/tickets/', newTicket(queue))).json().id
  const comment = '{{ ticket.id }}'.repeat(1001)
  const answer = await staff.post('/api/followups/', { ticket, comment })
  expect(answer.json().comment).toBe(comment)
})
