import { expect, test } from 'vitest'
import { newTicket, testApp } from '../../test/app.ts'
import { addPerson } from '../../test/people.ts'
import { mailsIn, stateOf } from '../../test/state.ts'
import { grantQueue } from '../queues/grant.ts'

/** A ticket that Uma asked, which the boss follows, and how to do something to it. */
async function desk(settings?: NodeJS.ProcessEnv) {
  const made = await testApp(settings)
  const { admin, staff, customer, queue, db } = made
  const asked = newTicket(queue, { submitter_email: customer.email })
  const { id } = (await admin.post('/api/tickets/', asked)).json()
  const boss = { ticket_id: id, email: 'boss@example.com', can_view: true, can_update: false }
  await db.insertInto('ticket_cc').values(boss).execute()
  await db.updateTable('queue').set({ enable_notifications_on_email_events: true }).execute()
  await db.deleteFrom('job').execute()
  const act = (verb: string, more: object = {}, by = staff) =>
    by.post(`/api/tickets/${id}/${verb}/`, more)
  const changes = () =>
    db
      .selectFrom('ticket_change')
      .select(['field', 'old_value', 'new_value'])
      .orderBy('id')
      .execute()
  const told = async () => (await mailsIn(db)).map(({ to, template }) => [to, template])
  return { ...made, id, act, changes, told }
}

test('a ticket is placed on hold and taken off again, and follow-ups say so', async () => {
  const made = await desk()
  const held = await made.act('hold', { comment: 'Waits for {{ queue.title }} parts.' })
  expect([held.statusCode, held.json()]).toMatchObject([200, { id: made.id, on_hold: true }])
  expect(held.json()).toEqual((await made.staff.get(`/api/tickets/${made.id}/`)).json())
  expect(held.json().followup_set.at(-1)).toMatchObject({
    title: 'Ticket placed on hold',
    comment: 'Waits for Support parts.',
    user: made.staff.id,
    public: false,
    new_status: null,
  })
  const taken = (await made.act('unhold')).json()
  expect([taken.on_hold, taken.followup_set.at(-1).title]).toEqual([false, 'Ticket taken off hold'])
  expect(await made.changes()).toEqual([
    { field: 'On Hold', old_value: 'False', new_value: 'True' },
    { field: 'On Hold', old_value: 'True', new_value: 'False' },
  ])
})

test('what is so already writes nothing', async () => {
  const made = await desk()
  await made.act('hold')
  await made.act('take')
  const before = await stateOf(made.ctx)
  for (const [verb, more] of [
    ['hold', { comment: 'Again', public: true }],
    ['take', {}],
    ['assign', { user: made.staff.id }],
  ] as const) {
    expect((await made.act(verb, more)).statusCode).toBe(200)
  }
  expect(await stateOf(made.ctx)).toEqual(before)
})

test('of a private change hears who does the ticket, of a public one everybody else, too', async () => {
  const made = await desk()
  await made.act('assign', { user: made.staff.id, comment: 'For you.' }, made.admin)
  expect(await made.told()).toEqual([[made.staff.email, 'assigned_owner']])
  await made.db.deleteFrom('job').execute()
  await made.act('hold', { comment: 'A moment.', public: true }, made.admin)
  expect(await made.told()).toEqual([
    [made.customer.email, 'updated_submitter'],
    [made.staff.email, 'updated_owner'],
    ['boss@example.com', 'updated_cc'],
  ])
  await made.db.deleteFrom('job').execute()
  await made.act('take', { public: true }, made.admin)
  expect(await mailsIn(made.db)).toMatchObject([
    { to: 'boss@example.com', subject: '[support-1] The printer is on fire (Assigned)' },
  ])
})

test('a ticket is taken, given to somebody else, and taken from them', async () => {
  const made = await desk()
  expect((await made.act('take')).json()).toMatchObject({ assigned_to: made.staff.id })
  const given = (await made.act('assign', { user: made.admin.id })).json()
  expect(given.followup_set.at(-1).title).toBe('Assigned to admin')
  const free = (await made.act('assign', { user: null })).json()
  expect([free.assigned_to, free.followup_set.at(-1).title]).toEqual([null, 'Unassigned'])
  expect(await made.changes()).toEqual([
    { field: 'Owner', old_value: null, new_value: 'agnes' },
    { field: 'Owner', old_value: 'agnes', new_value: 'admin' },
    { field: 'Owner', old_value: 'admin', new_value: null },
  ])
})

test('a ticket goes only to somebody who works here and may see it', async () => {
  const made = await desk({ BELLHOP_QUEUE_PERMISSIONS: 'true' })
  const gone = await addPerson(made, { username: 'gone', is_staff: true })
  await made.db.updateTable('user').set({ is_active: false }).where('id', '=', gone.id).execute()
  const before = await stateOf(made.ctx)
  const give = async (user: unknown) => (await made.act('assign', { user }, made.admin)).json()
  for (const user of [made.customer.id, gone.id, 99]) {
    expect(await give(user)).toEqual({ user: [`Invalid pk "${user}" - object does not exist.`] })
  }
  expect(await give(made.staff.id)).toEqual({
    user: ['They may not see the queue of this ticket.'],
  })
  expect((await made.act('assign', {}, made.admin)).json()).toEqual({
    user: ['This field is required.'],
  })
  expect((await made.act('hold', { comment: 'a\0' }, made.admin)).json()).toEqual({
    comment: ['Null characters are not allowed.'],
  })
  expect((await made.admin.post(`/api/tickets/${made.id}/hold/?x=1`)).statusCode).toBe(400)
  expect(await stateOf(made.ctx)).toEqual(before)
})

const VERBS = ['hold', 'unhold', 'take', 'assign', 'merge', 'split']

test('whoever may not see a ticket finds none, whoever may only see it is told so', async () => {
  const made = await desk({ BELLHOP_QUEUE_PERMISSIONS: 'true' })
  const bodies = { assign: { user: null }, merge: { sources: [2] }, split: {} }
  const codes = async (by: Parameters<typeof made.act>[2]) =>
    Promise.all(
      VERBS.map(async (verb) => (await made.act(verb, bodies[verb as 'assign'], by)).statusCode),
    )
  expect(await codes(made.staff)).toEqual(VERBS.map(() => 404))
  await grantQueue(made.ctx, { queue: 'support', username: 'agnes' })
  await made.db.updateTable('queue_permission').set({ level: 'view' }).execute()
  expect(await codes(made.staff)).toEqual(VERBS.map(() => 403))
  expect(await codes(made.customer)).toEqual(VERBS.map(() => 403))
  expect((await made.stranger.post(`/api/tickets/${made.id}/hold/`)).statusCode).toBe(401)
  expect((await made.staff.get(`/api/tickets/${made.id}/hold/`)).statusCode).toBe(405)
})

test('of several who take a ticket at the same moment each is told of', async () => {
  const made = await desk()
  await Promise.all(
    [made.staff, made.admin, made.staff, made.admin].map((by) => made.act('take', {}, by)),
  )
  const rows = await made.changes()
  // Each change begins where the one before it ended.
  for (const [index, { old_value }] of rows.entries()) {
    expect(old_value).toBe(index === 0 ? null : rows[index - 1]!.new_value)
  }
})
