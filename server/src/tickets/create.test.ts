import { expect, test } from 'vitest'
import { newTicket, type TestApp, testApp } from '../../test/app.ts'
import { textFile } from '../../test/client.ts'
import { failInserts, failWrites, filesIn, mailsIn, stateOf } from '../../test/state.ts'
import { createCustomField } from '../custom-fields/create.ts'

async function desk() {
  const made = await testApp()
  const site = { name: 'site', label: 'Site', data_type: 'varchar', max_length: 20 }
  await createCustomField(made.ctx, site)
  return made
}

/** A form with everything that a new ticket may hold. */
const fullForm = ({ queue, staff, customer }: TestApp) => ({
  ...newTicket(queue),
  submitter_email: customer.email,
  assigned_to: staff.id,
  custom_site: 'Berlin',
  attachment: textFile('note.txt', 'as it was'),
})

test('a new ticket comes with its follow-up, its file, its custom values and its mail', async () => {
  const made = await desk()
  const { db, ctx, admin, staff, customer } = made
  const answer = await admin.postForm('/api/tickets/', fullForm(made))
  expect(answer.statusCode).toBe(201)
  const ticket = answer.json()
  expect(ticket).toMatchObject({
    title: 'The printer is on fire',
    status: 1,
    assigned_to: staff.id,
    custom_site: 'Berlin',
    followup_set: [
      {
        ticket: ticket.id,
        user: admin.id,
        title: 'Ticket Opened & Assigned to agnes',
        comment: 'It smells of toner.',
        public: true,
        new_status: null,
        followupattachment_set: [{ filename: 'note.txt', mime_type: 'text/plain', size: 9 }],
      },
    ],
  })
  expect((await admin.get(`/api/tickets/${ticket.id}/`)).json()).toEqual(ticket)
  const told = (await mailsIn(db)).map(({ to, template }) => [to, template])
  expect(told).toEqual([
    [customer.email, 'newticket_submitter'],
    [staff.email, 'assigned_owner'],
  ])
  const [{ key }] = (await db.selectFrom('attachment').select('key').execute()) as [{ key: string }]
  expect(filesIn(ctx.config)).toEqual([key])
})

test('what only an answer may set is not set by a new ticket', async () => {
  const { admin, queue } = await testApp()
  const more = { status: 4, resolution: 'Done.', on_hold: true, merged_to: null, id: 77 }
  const ticket = (await admin.post('/api/tickets/', newTicket(queue, more))).json()
  expect(ticket).toMatchObject({
    id: 1,
    status: 1,
    resolution: null,
    on_hold: false,
    merged_to: null,
  })
})

test('each new ticket has a secret key of its own, which staff are not shown', async () => {
  const { admin, queue, db } = await testApp()
  for (let i = 0; i < 3; i += 1) await admin.post('/api/tickets/', newTicket(queue))
  const keys = (await db.selectFrom('ticket').select('secret_key').execute()).map(
    ({ secret_key }) => secret_key,
  )
  expect(new Set(keys).size).toBe(3)
  const { body } = await admin.get('/api/tickets/')
  for (const key of keys) expect(body).not.toContain(key)
})

test('nothing stays of a ticket whose file is of a type that is refused', async () => {
  const made = await desk()
  const before = await stateOf(made.ctx)
  const form = { ...fullForm(made), attachment: textFile('virus.exe') }
  const answer = await made.admin.postForm('/api/tickets/', form)
  expect(answer.statusCode).toBe(400)
  expect(answer.json()).toEqual({ attachment: ['Unsupported file extension: .exe'] })
  expect(await stateOf(made.ctx)).toEqual(before)
})

test.for(['ticket', 'custom_value', 'followup', 'attachment', 'job', 'tally'] as const)(
  'nothing stays of a ticket when its %s cannot be written, and the next one can',
  async (table) => {
    const made = await desk()
    await made.admin.postForm('/api/tickets/', fullForm(made))
    const before = await stateOf(made.ctx)
    // The tally's own row is there already: what fails must be its change.
    const event = table === 'tally' ? 'update' : 'insert'
    const mend = await failWrites(made.db, table, { event })
    const failed = await made.admin.postForm('/api/tickets/', fullForm(made))
    expect(failed.statusCode).toBe(500)
    expect(failed.json()).toEqual({ detail: 'Internal server error.' })
    expect(await stateOf(made.ctx)).toEqual(before)

    await mend()
    expect((await made.admin.postForm('/api/tickets/', fullForm(made))).statusCode).toBe(201)
    expect(filesIn(made.ctx.config)).toHaveLength(2)
  },
)

test('of tickets that come at the same time, one that fails takes none of the others along', async () => {
  const made = await desk()
  await failInserts(made.db, 'followup', `new.comment = 'Bad'`)
  const descriptions = ['1', '2', 'Bad', '3', '4', 'Bad', '5']
  const answers = await Promise.all(
    descriptions.map((description) =>
      made.admin.postForm('/api/tickets/', { ...fullForm(made), description }),
    ),
  )
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([201, 201, 500, 201, 201, 500, 201])
  const { count, results } = (await made.admin.get('/api/tickets/')).json()
  expect(count).toBe(5)
  const kept = results.map((ticket: { description: string }) => ticket.description)
  expect(kept.toSorted()).toEqual(['1', '2', '3', '4', '5'])
  expect(filesIn(made.ctx.config)).toHaveLength(5)
  expect(await mailsIn(made.db)).toHaveLength(10)
})

test('a ticket is not opened in a queue that its sender may not see', async () => {
  const { staff, admin, queue, ctx } = await testApp({ BELLHOP_QUEUE_PERMISSIONS: 'true' })
  const before = await stateOf(ctx)
  const refused = await staff.post('/api/tickets/', newTicket(queue))
  expect(refused.statusCode).toBe(400)
  expect(refused.json()).toEqual({ queue: ['Invalid pk "1" - object does not exist.'] })
  expect(await stateOf(ctx)).toEqual(before)
  expect((await admin.post('/api/tickets/', newTicket(queue))).statusCode).toBe(201)
})

test('only staff open tickets through the API', async () => {
  const { customer, stranger, queue } = await testApp()
  expect((await customer.post('/api/tickets/', newTicket(queue))).statusCode).toBe(403)
  expect((await stranger.post('/api/tickets/', newTicket(queue))).statusCode).toBe(401)
})
