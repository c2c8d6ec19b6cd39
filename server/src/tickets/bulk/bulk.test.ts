import { expect, test } from 'vitest'
import { newTicket, testApp } from '../../../test/app.ts'
import { textFile } from '../../../test/client.ts'
import { filesIn, mailsIn, stateOf } from '../../../test/state.ts'
import { handlersFor } from '../../handlers.ts'
import { runNextJob } from '../../jobs/worker.ts'
import { addQueue } from '../../queues/add.ts'

const BULK = '/api/tickets/bulk/'

/** Three tickets in one queue, and another queue. */
async function desk(settings?: NodeJS.ProcessEnv) {
  const made = await testApp(settings)
  const { admin, queue, db, customer } = made
  const other = await addQueue(made.ctx, { title: 'Other', slug: 'other' })
  const tickets: number[] = []
  for (const title of ['One', 'Two', 'Three']) {
    const form = newTicket(queue, { title, submitter_email: customer.email })
    const file = { attachment: textFile('note.txt') }
    tickets.push((await admin.postForm('/api/tickets/', { ...form, ...file })).json().id)
  }
  await db.deleteFrom('job').execute()
  const bulk = (body: object, by = admin) => by.post(BULK, { tickets, ...body })
  const ticket = async (id: number) => (await admin.get(`/api/tickets/${id}/`)).json()
  return { ...made, other, tickets, bulk, ticket }
}

test('many tickets are changed at once, and each one that changes tells of it', async () => {
  const made = await desk()
  const [one, two, three] = made.tickets as [number, number, number]
  const body = { action: 'change', queue: made.other.id, priority: 1, assigned_to: made.staff.id }
  await made.bulk({ ...body, tickets: [two] })
  const answer = await made.bulk({ ...body, comment: 'To {{ ticket.title }}' })
  expect([answer.statusCode, answer.json()]).toEqual([
    200,
    {
      count: 3,
      results: [
        { id: one, status: 'changed' },
        { id: two, status: 'unchanged' },
        { id: three, status: 'changed' },
      ],
    },
  ])
  expect(await made.ticket(three)).toMatchObject({
    queue: made.other.id,
    priority: 1,
    assigned_to: made.staff.id,
    followup_set: [{}, { title: 'Assigned to agnes', comment: 'To Three', public: false }],
  })
  const changes = await made.db.selectFrom('ticket_change').selectAll().orderBy('id').execute()
  expect(changes).toHaveLength(9)
  expect(changes.slice(-3)).toMatchObject([
    { field: 'Queue', old_value: 'Support', new_value: 'Other' },
    { field: 'Owner', old_value: null, new_value: 'agnes' },
    { field: 'Priority', old_value: '3. Normal', new_value: '1. Critical' },
  ])
  expect((await mailsIn(made.db)).map(({ template, subject }) => [template, subject])).toEqual(
    ['Two', 'One', 'Three'].map((title) => [
      'assigned_owner',
      expect.stringContaining(`${title} (Assigned To You)`),
    ]),
  )
})

test('many tickets are closed in silence, or aloud', async () => {
  const made = await desk()
  const [one, two, three] = made.tickets as [number, number, number]
  expect((await made.bulk({ action: 'close', tickets: [one] })).json().count).toBe(1)
  expect(await mailsIn(made.db)).toEqual([])
  const aloud = { action: 'close', comment: 'Done.', public: true }
  expect(
    (await made.bulk(aloud)).json().results.map(({ status }: { status: string }) => status),
  ).toEqual(['unchanged', 'changed', 'changed'])
  expect(await made.ticket(three)).toMatchObject({ status: 4, resolution: 'Done.' })
  expect((await mailsIn(made.db)).map(({ ticketId, template }) => [ticketId, template])).toEqual([
    [two, 'closed_submitter'],
    [three, 'closed_submitter'],
  ])
})
test('many tickets are deleted with their files', async () => {
  const made = await desk()
  const [one, two, three] = made.tickets as [number, number, number]
  const answer = await made.bulk({ action: 'delete', tickets: [three, one, three] })
  expect(answer.json()).toEqual({
    count: 2,
    results: [
      { id: three, status: 'deleted' },
      { id: one, status: 'deleted' },
    ],
  })
  while (await runNextJob(made.db, handlersFor(made.ctx), new Date()));
  expect(filesIn(made.ctx.config)).toHaveLength(1)
  expect((await made.admin.get('/api/tickets/')).json().results).toMatchObject([{ id: two }])
})

test('many tickets are merged into one, or assigned to somebody', async () => {
  const made = await desk()
  const [one, two, three] = made.tickets as [number, number, number]
  const assigned = await made.bulk({ action: 'assign', user: made.staff.id })
  expect(assigned.json().results).toHaveLength(3)
  const merged = await made.bulk({ action: 'merge', tickets: [three, two], into: one })
  expect(merged.json()).toEqual({
    count: 2,
    results: [
      { id: three, status: 'merged' },
      { id: two, status: 'merged' },
    ],
  })
  expect((await made.ticket(one)).followup_set).toHaveLength(7)
  const again = await made.bulk({ action: 'merge', into: one })
  expect([again.statusCode, again.json()]).toEqual([
    400,
    {
      results: [
        { id: one, status: 'error', detail: 'A ticket cannot be merged into itself.' },
        { id: two, status: 'error', detail: 'This ticket has been merged already.' },
        { id: three, status: 'error', detail: 'This ticket has been merged already.' },
      ],
    },
  ])
})

test('each ticket that stands in the way is named, and nothing is changed', async () => {
  const made = await desk({ BELLHOP_QUEUE_PERMISSIONS: 'true' })
  const { staff, queue, other, db, ctx } = made
  const [one, two, three] = made.tickets as [number, number, number]
  await made.bulk({ action: 'change', queue: other.id, tickets: [two] })
  const before = await stateOf(ctx)
  const close = async (tickets = made.tickets) => {
    const answer = await made.bulk({ action: 'close', tickets }, staff)
    const ids = answer.json().results.map(({ id }: { id: number }) => id)
    return [answer.statusCode, ids]
  }
  const grant = (queue_id: number, level: 'view' | 'reply') =>
    db.insertInto('queue_permission').values({ queue_id, user_id: staff.id, level }).execute()
  expect(await close([one, two, three, 99])).toEqual([404, [one, two, three, 99]])
  await grant(queue.id, 'view')
  expect(await close([one, three])).toEqual([403, [one, three]])
  expect(await close()).toEqual([400, [one, two, three]])
  await db.updateTable('queue_permission').set({ level: 'reply' }).execute()
  const answer = await made.bulk({ action: 'delete' }, staff)
  expect([answer.statusCode, answer.json()]).toEqual([
    404,
    { results: [{ id: two, status: 'error', detail: 'No Ticket matches the given query.' }] },
  ])
  await grant(other.id, 'view')
  const move = { action: 'change', queue: other.id }
  expect((await made.bulk({ ...move, tickets: [one] }, staff)).statusCode).toBe(403)
  await db.deleteFrom('queue_permission').where('queue_id', '=', other.id).execute()
  const blind = await made.bulk({ action: 'assign', user: staff.id })
  expect([blind.statusCode, blind.json().results]).toEqual([
    400,
    [{ id: two, status: 'error', detail: 'They may not see the queue of this ticket.' }],
  ])
  expect(await stateOf(ctx)).toEqual(before)
})

test('no ticket moves to where whoever has it does not see it', async () => {
  const made = await desk({ BELLHOP_QUEUE_PERMISSIONS: 'true' })
  const { staff, admin, queue, other, db } = made
  const [one, two, three] = made.tickets as [number, number, number]
  const grant = (queue_id: number) =>
    db
      .insertInto('queue_permission')
      .values({ queue_id, user_id: staff.id, level: 'view' })
      .execute()
  await grant(queue.id)
  await made.bulk({ action: 'assign', user: staff.id, tickets: [one, two] })
  await made.bulk({ action: 'assign', user: admin.id, tickets: [three] })
  const move = { action: 'change', queue: other.id }
  const refused = await made.bulk(move)
  const detail = 'Whoever has this ticket may not see that queue: say "assigned_to" as well.'
  expect([refused.statusCode, refused.json().results]).toEqual([
    400,
    [one, two].map((id) => ({ id, status: 'error', detail })),
  ])
  // Where they are already, and with somebody else, they may be.
  expect((await made.bulk({ ...move, queue: queue.id, priority: 1 })).statusCode).toBe(200)
  const given = await made.bulk({ ...move, tickets: [one], assigned_to: null })
  expect(given.statusCode).toBe(200)
  expect((await admin.get(`/api/tickets/${one}/`)).json()).toMatchObject({
    queue: other.id,
    assigned_to: null,
  })
  await grant(other.id)
  expect((await made.bulk({ ...move, tickets: [two, three] })).statusCode).toBe(200)
  await db.updateTable('user').set({ is_active: false }).where('id', '=', staff.id).execute()
  const gone = await made.bulk({ ...move, queue: queue.id })
  expect(gone.json().results.map(({ id }: { id: number }) => id)).toEqual([two])
})

test('what makes no sense is refused by its field', async () => {
  const made = await desk()
  const before = await stateOf(made.ctx)
  const needed = ['This field is required.']
  for (const [body, errors] of [
    [{ tickets: undefined }, { tickets: needed, action: needed }],
    [{ action: 'burn' }, { action: ['"burn" is not a valid choice.'] }],
    [{ action: 'change' }, { non_field_errors: ['Nothing was given to change.'] }],
    [{ action: 'change', status: 9 }, { status: ['"9" is not a valid choice.'] }],
    [{ action: 'close', priority: 1 }, { priority: ['This has no meaning with "close".'] }],
    [{ action: 'assign' }, { user: needed }],
    [{ action: 'merge' }, { into: needed }],
    [{ action: 'merge', into: null }, { into: ['This field may not be null.'] }],
    [
      { action: 'delete', tickets: [1, 5_000_000_000] },
      { tickets: { 1: ['Invalid pk "5000000000" - object does not exist.'] } },
    ],
    [
      { action: 'delete', tickets: Array.from({ length: 101 }, (_, id) => id) },
      { tickets: ['Ensure this field has no more than 100 elements.'] },
    ],
  ] as const) {
    const answer = await made.bulk(body)
    expect([answer.statusCode, answer.json()]).toEqual([400, errors])
  }
  expect((await made.admin.post(`${BULK}?x=1`)).statusCode).toBe(400)
  expect((await made.customer.post(BULK, { action: 'close' })).statusCode).toBe(403)
  expect((await made.stranger.post(BULK)).statusCode).toBe(401)
  expect((await made.admin.get(BULK)).statusCode).toBe(405)
  expect(await stateOf(made.ctx)).toEqual(before)
})

test('a form says only what it holds', async () => {
  const made = await desk()
  const [one] = made.tickets as [number]
  const form = await made.admin.postForm(BULK, { tickets: made.tickets, action: 'delete' })
  expect([form.statusCode, form.json().count]).toEqual([200, 3])
  expect((await made.admin.get(`/api/tickets/${one}/`)).statusCode).toBe(404)
})

test('changes of the same tickets at the same moment wait for each other', async () => {
  const made = await desk()
  const backwards = made.tickets.toReversed()
  const answers = await Promise.all(
    [1, 2, 4, 5].map((priority, index) =>
      made.bulk({
        action: 'change',
        priority,
        tickets: index % 2 === 0 ? made.tickets : backwards,
      }),
    ),
  )
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 200])
  const { results } = (await made.admin.get('/api/tickets/')).json()
  expect(new Set(results.map(({ priority }: { priority: number }) => priority)).size).toBe(1)
  expect(await made.db.selectFrom('ticket_change').select('id').execute()).toHaveLength(12)
})
