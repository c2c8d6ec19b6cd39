import { expect, test } from 'vitest'
import { newTicket, testApp } from '../../../test/app.ts'
import { textFile } from '../../../test/client.ts'
import { filesIn, mailsIn, stateOf } from '../../../test/state.ts'
import { handlersFor } from '../../handlers.ts'
import { runNextJob } from '../../jobs/worker.ts'

async function desk(settings?: NodeJS.ProcessEnv) {
  const made = await testApp(settings)
  const open = async () => (await made.admin.post('/api/tickets/', newTicket(made.queue))).json()
  const { id: ticket } = await open()
  const form = { ticket, comment: 'First', new_status: 3, attachments: textFile('a.txt') }
  const followUp = (await made.admin.postForm('/api/followups/', form)).json()
  return { ...made, open, ticket, followUp, path: `/api/followups/${followUp.id}/` }
}

test('a changed follow-up says what it was given, and moves neither ticket nor mail', async () => {
  const { admin, customer, db, path, ticket, followUp } = await desk()
  const mails = await mailsIn(db)
  const changes = {
    title: null,
    comment: '{{ ticket.title }}',
    public: true,
    new_status: 4,
    user: customer.id,
    time_spent: '2 00:00:01.500000',
  }
  const answer = await admin.patch(path, changes)
  expect(answer.json()).toEqual({ ...followUp, ...changes })
  expect((await admin.get(path)).json()).toEqual(answer.json())
  expect((await admin.get(`/api/tickets/${ticket}/`)).json()).toMatchObject({
    status: 3,
    resolution: 'First',
  })
  expect(await mailsIn(db)).toEqual(mails)
})

test('a changed follow-up counts as a change of its ticket', async () => {
  const { admin, ctx, db, path, ticket } = await desk()
  ctx.now = () => new Date('2040-01-01T00:00:00Z')
  await admin.patch(path, { comment: 'Later' })
  const row = db.selectFrom('ticket').select('modified').where('id', '=', ticket)
  expect(await row.execute()).toEqual([{ modified: '2040-01-01T00:00:00.000000Z' }])
})

test('a follow-up moves to another ticket, with its files', async () => {
  const { admin, open, path, ticket } = await desk()
  const { id } = await open()
  expect((await admin.patch(path, { ticket: id })).json()).toMatchObject({ ticket: id })
  const kept = (await admin.get(`/api/tickets/${ticket}/`)).json().followup_set
  const moved = (await admin.get(`/api/tickets/${id}/`)).json().followup_set
  expect([kept.length, moved.length]).toEqual([1, 2])
  expect(moved[0].followupattachment_set).toMatchObject([{ filename: 'a.txt' }])
})

test('a change that is refused changes nothing of a follow-up', async () => {
  const { admin, ctx, path } = await desk()
  const before = await stateOf(ctx)
  for (const wrong of [{ ticket: 99 }, { new_status: 9 }, { time_spent: 'long' }, { user: 99 }]) {
    const answer = await admin.patch(path, { comment: 'Changed', ...wrong })
    expect([answer.statusCode, Object.keys(answer.json())]).toEqual([400, Object.keys(wrong)])
  }
  expect((await admin.put(path, { comment: 'No ticket' })).json()).toEqual({
    ticket: ['This field is required.'],
  })
  expect(await stateOf(ctx)).toEqual(before)
})

test('a deleted follow-up takes its files along, and leaves the ticket as it is', async () => {
  const { admin, ctx, db, path, ticket } = await desk()
  expect(filesIn(ctx.config)).toHaveLength(1)
  expect((await admin.delete(path)).statusCode).toBe(204)
  expect((await admin.get(path)).statusCode).toBe(404)
  expect((await admin.get('/api/followups-attachments/')).json().count).toBe(0)
  expect((await admin.get(`/api/tickets/${ticket}/`)).json()).toMatchObject({
    status: 3,
    followup_set: [{ title: 'Ticket Opened' }],
  })
  expect(await db.selectFrom('ticket_change').select('id').execute()).toEqual([])
  await runNextJob(db, handlersFor(ctx), new Date())
  expect(filesIn(ctx.config)).toEqual([])
})

test('whoever may not see a ticket sees none of its follow-ups, and changes none', async () => {
  const { staff, customer, stranger, ctx, path } = await desk({ BELLHOP_QUEUE_PERMISSIONS: 'true' })
  const before = await stateOf(ctx)
  for (const [person, status] of [
    [staff, 404],
    [customer, 403],
    [stranger, 401],
  ] as const) {
    expect((await person.get(path)).statusCode).toBe(status)
    expect((await person.patch(path, { comment: 'X' })).statusCode).toBe(status)
    expect((await person.delete(path)).statusCode).toBe(status)
  }
  expect((await staff.get('/api/followups/')).json().count).toBe(0)
  expect(await stateOf(ctx)).toEqual(before)
})

test('follow-ups are listed oldest first, whichever ticket they are of', async () => {
  const { admin, ctx, ticket, open } = await desk()
  ctx.now = () => new Date('2001-01-01T00:00:00Z')
  const { id } = await open()
  const listed = (await admin.get('/api/followups/')).json().results
  expect(listed.map((row: { ticket: number }) => row.ticket)).toEqual([id, ticket, ticket])
})
