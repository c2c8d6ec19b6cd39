import { expect, test } from 'vitest'
import { newTicket, testApp } from '../../test/app.ts'
import { textFile } from '../../test/client.ts'
import { addPerson } from '../../test/people.ts'
import { mailsIn, stateOf } from '../../test/state.ts'
import { createCustomField } from '../custom-fields/create.ts'
import { addQueue } from '../queues/add.ts'
import { countRows } from '../db/tally.ts'

/** Two queues, a ticket in the first, and two in the second that say something else. */
async function desk(settings?: NodeJS.ProcessEnv) {
  const made = await testApp(settings)
  const { admin, queue, db } = made
  const other = await addQueue(made.ctx, { title: 'Other', slug: 'other' })
  const open = async (more: object) => {
    const form = { ...newTicket(queue, more), attachment: textFile('note.txt') }
    const answer = await admin.postForm('/api/tickets/', form as never)
    expect(answer.statusCode, answer.body).toBe(201)
    return answer.json().id as number
  }
  const target = await open({ submitter_email: 'uma@example.com' })
  const first = await open({ queue: other.id, title: 'Smoke', submitter_email: 'Uma@example.com' })
  const second = await open({ queue: other.id, title: 'Soot', submitter_email: 'otto@example.com' })
  await db.deleteFrom('job').execute()
  const merge = (body: object, by = admin) => by.post(`/api/tickets/${target}/merge/`, body)
  const ticket = async (id: number) => (await admin.get(`/api/tickets/${id}/`)).json()
  return { ...made, other, target, first, second, merge, ticket }
}

test('follow-ups of merged tickets move with their files, and both sides tell of it', async () => {
  const made = await desk()
  const { target, first, second, db } = made
  await made.admin.post('/api/followups/', { ticket: first, title: '\u{1F525}'.repeat(200) })
  const answer = await made.merge({ sources: [first, second] })
  expect(answer.statusCode, answer.body).toBe(200)
  const titles = answer.json().followup_set.map(({ title }: { title: string }) => title)
  expect(titles).toEqual([
    'Ticket Opened',
    `[Merged from #${first}] Ticket Opened`,
    `[Merged from #${second}] Ticket Opened`,
    `[Merged from #${first}] ${'\u{1F525}'.repeat(200 - 17)}`,
    `Merged with #${first}, #${second}`,
  ])
  const files = answer
    .json()
    .followup_set.map(
      (one: { followupattachment_set: unknown[] }) => one.followupattachment_set.length,
    )
  expect(files).toEqual([1, 1, 1, 0, 0])
  expect(await made.ticket(target)).toMatchObject({ title: 'The printer is on fire', status: 1 })
  for (const id of [first, second]) {
    expect(await made.ticket(id)).toMatchObject({
      status: 5,
      merged_to: target,
      followup_set: [{ title: `Merged into #${target}`, new_status: 5 }],
    })
  }
  // What is moved is counted where it is now.
  expect(await countRows(db, 'followup', [made.queue.id])).toBe(5)
  expect(await countRows(db, 'followup', [made.other.id])).toBe(2)
  expect(await countRows(db, 'attachment', [made.queue.id])).toBe(3)
  const download = answer.json().followup_set[1].followupattachment_set[0].file
  const { pathname, search } = new URL(download)
  expect((await made.stranger.get(pathname + search)).statusCode).toBe(200)
})

test('whoever follows or asked one of them follows the one that is left, nobody twice', async () => {
  const made = await desk()
  const { target, first, second, db, staff } = made
  const rights = { can_view: true, can_update: false }
  await db
    .insertInto('ticket_cc')
    .values([
      { ticket_id: target, email: 'boss@example.com', ...rights },
      { ticket_id: first, email: 'BOSS@example.com', can_view: true, can_update: true },
      { ticket_id: first, email: staff.email, ...rights },
      { ticket_id: second, user_id: staff.id, ...rights },
      { ticket_id: second, email: 'new@example.com', ...rights },
    ])
    .execute()
  expect((await made.merge({ sources: [first, second], public: true })).statusCode).toBe(200)
  const rows = await db
    .selectFrom('ticket_cc')
    .select(['email', 'can_update'])
    .where('ticket_id', '=', target)
    .orderBy('id')
    .execute()
  expect(rows).toEqual([
    { email: 'boss@example.com', can_update: false },
    { email: staff.email, can_update: false },
    { email: 'new@example.com', can_update: false },
    { email: 'otto@example.com', can_update: true },
  ])
  expect((await mailsIn(db)).map(({ to, ticketId }) => [to, ticketId])).toEqual([
    ['Uma@example.com', first],
    ['BOSS@example.com', first],
    [staff.email, first],
    ['otto@example.com', second],
    [staff.email, second],
    ['new@example.com', second],
    ['uma@example.com', target],
  ])
})

test('whoever asked or follows a merged ticket hears where it goes on, unless it is said', async () => {
  const made = await desk()
  const { target, first, second, db, staff } = made
  await db
    .insertInto('ticket_cc')
    .values({ ticket_id: first, email: 'boss@example.com', can_view: false, can_update: false })
    .execute()
  await db
    .updateTable('queue')
    .set({ updated_ticket_cc: 'copies@example.com' })
    .where('id', '=', made.other.id)
    .execute()
  await made.admin.post(`/api/tickets/${first}/assign/`, { user: staff.id })
  await db.deleteFrom('job').execute()
  expect((await made.merge({ sources: [first] })).statusCode).toBe(200)
  const mails = (await mailsIn(db)).map(({ to, template, subject }) => [to, template, subject])
  expect(mails).toEqual([
    ['Uma@example.com', 'merged', `[other-${first}] Smoke (Merged)`],
    [staff.email, 'updated_owner', `[other-${first}] Smoke (Updated)`],
    ['boss@example.com', 'merged', `[other-${first}] Smoke (Merged)`],
  ])
  expect((await made.ticket(first)).followup_set).toMatchObject([{ public: true }])
  await db.deleteFrom('job').execute()
  await made.merge({ sources: [second], notify: false })
  expect(await mailsIn(db)).toEqual([])
  expect((await made.ticket(second)).followup_set).toMatchObject([{ public: false }])
  expect((await made.ticket(target)).followup_set.at(-1)).toMatchObject({ public: false })
})

test('whoever asked a merged ticket reads what is public of the one that is left, and no more', async () => {
  const made = await desk()
  const { target, second, admin } = made
  const otto = await addPerson(made, { username: 'otto' })
  for (const [name, staff_only] of [
    ['floor', false],
    ['safe', true],
  ] as const) {
    const field = { name, label: name, data_type: 'varchar', max_length: 9, staff_only }
    await createCustomField(made.ctx, field)
  }
  const values = { custom_floor: 'third', custom_safe: 'secret' }
  await admin.patch(`/api/tickets/${target}/`, values)
  for (const ticket of [target, second]) {
    for (const isPublic of [true, false]) {
      const comment = isPublic ? `open ${ticket}` : 'secret'
      const file = textFile(isPublic ? 'open.txt' : 'secret.txt')
      const form = { ticket, comment, public: String(isPublic), attachments: file }
      const answer = await admin.postForm('/api/followups/', form as never)
      expect(answer.statusCode, answer.body).toBe(201)
    }
  }
  const path = `/api/my-tickets/${target}/`
  expect((await otto.get(path)).statusCode).toBe(404)
  await made.merge({ sources: [second] })
  const read = (await otto.get(path)).json()
  const said = read.followups.map(({ comment }: { comment: string }) => comment)
  expect(said).toEqual(expect.arrayContaining([`open ${target}`, `open ${second}`]))
  expect(read.custom_floor).toBe('third')
  const { secret_key } = await made.db
    .selectFrom('ticket')
    .select('secret_key')
    .where('id', '=', target)
    .executeTakeFirstOrThrow()
  for (const at of [path, '/api/my-tickets/', '/api/user_tickets/']) {
    const { body } = await otto.get(at)
    expect(body).not.toContain('secret.txt')
    expect(body).not.toMatch(/"secret"|Merged with/)
    expect(body).not.toContain(secret_key)
  }
  expect((await otto.get(`/api/tickets/${target}/`)).statusCode).toBe(403)
  const old = (await otto.get(`/api/my-tickets/${second}/`)).json()
  expect(old.followups).toMatchObject([{ comment: `This goes on in ticket #${target}.` }])
})

test('the target takes the values that were chosen, and says what they were', async () => {
  const made = await desk()
  const { target, first, second, db } = made
  const field = { name: 'floor', label: 'Floor', data_type: 'integer' }
  await createCustomField(made.ctx, field)
  await made.admin.patch(`/api/tickets/${first}/`, { custom_floor: 3, priority: 1 })
  await made.admin.patch(`/api/tickets/${second}/`, { due_date: '2030-01-02T03:04:05Z' })
  const values = {
    title: first,
    submitter_email: second,
    priority: first,
    due_date: second,
    description: target,
    custom_floor: first,
  }
  expect((await made.merge({ sources: [first, second], values })).json()).toMatchObject({
    title: 'Smoke',
    submitter_email: 'otto@example.com',
    priority: 1,
    due_date: '2030-01-02T03:04:05Z',
    custom_floor: 3,
  })
  const copies = await db.selectFrom('ticket_cc').select('email').execute()
  expect(copies).toEqual([{ email: 'uma@example.com' }])
  const changes = await db
    .selectFrom('ticket_change')
    .select(['field', 'old_value', 'new_value'])
    .orderBy('id')
    .execute()
  expect(changes.slice(-5)).toEqual([
    { field: 'Title', old_value: 'The printer is on fire', new_value: 'Smoke' },
    { field: 'Priority', old_value: '3. Normal', new_value: '1. Critical' },
    { field: 'Due on', old_value: null, new_value: '2030-01-02T03:04:05Z' },
    { field: 'Submitter E-Mail', old_value: 'uma@example.com', new_value: 'otto@example.com' },
    { field: 'Floor', old_value: null, new_value: '3' },
  ])
})

test('what cannot be merged is named, and changes nothing', async () => {
  const made = await desk()
  const { target, first, second } = made
  await made.admin.post(`/api/tickets/${second}/merge/`, { sources: [first] })
  const before = await stateOf(made.ctx)
  const answers = [
    [{}, 400, { sources: ['This field is required.'] }],
    [{ sources: [] }, 400, { sources: ['This list may not be empty.'] }],
    [{ sources: 'all' }, 400, { sources: ['Expected a list of items but got type "str".'] }],
    [{ sources: ['x'] }, 400, { sources: { 0: ['A valid integer is required.'] } }],
    [{ sources: [target] }, 400, { sources: ['A ticket cannot be merged into itself.'] }],
    [
      { sources: [second, first] },
      400,
      { sources: [`Ticket ${first}: This ticket has been merged already.`] },
    ],
    [{ sources: [99] }, 404, { detail: 'Ticket 99: No Ticket matches the given query.' }],
    [{ sources: [2n ** 40n], values: [] }, 400, undefined],
    [{ sources: [second], values: { status: 1 } }, 400, undefined],
    [{ sources: [second], values: { title: 99 } }, 400, undefined],
    [{ sources: Array.from({ length: 21 }, (_, id) => id) }, 400, undefined],
  ] as const
  for (const [body, code, expected] of answers) {
    const text = JSON.stringify(body, (_, value) =>
      typeof value === 'bigint' ? Number(value) : value,
    )
    const answer = await made.admin.post(`/api/tickets/${target}/merge/`, text, {
      'content-type': 'application/json',
    })
    expect([text, answer.statusCode]).toEqual([text, code])
    if (expected) expect(answer.json()).toEqual(expected)
  }
  const closed = await made.admin.post(`/api/tickets/${first}/merge/`, { sources: [target] })
  expect(closed.json()).toEqual({ non_field_errors: ['This ticket has been merged already.'] })
  expect(await stateOf(made.ctx)).toEqual(before)
})

test('tickets that are merged into each other at the same moment end in one of them', async () => {
  const made = await desk()
  const { target, first } = made
  const codes = await Promise.all([
    made.merge({ sources: [first] }),
    made.admin.post(`/api/tickets/${first}/merge/`, { sources: [target] }),
  ])
  expect(codes.map(({ statusCode }) => statusCode).toSorted()).toEqual([200, 400])
})

test('a source that one may not change stands in the way of a merge', async () => {
  const made = await desk({ BELLHOP_QUEUE_PERMISSIONS: 'true' })
  const { target, first, staff, db, queue, other } = made
  const grant = (queue_id: number, level: 'view' | 'reply') =>
    db.insertInto('queue_permission').values({ queue_id, user_id: staff.id, level }).execute()
  await grant(queue.id, 'reply')
  const merge = async () => (await made.merge({ sources: [first] }, staff)).statusCode
  expect(await merge()).toBe(404)
  await grant(other.id, 'view')
  expect(await merge()).toBe(403)
  await db.updateTable('queue_permission').set({ level: 'reply' }).execute()
  expect(await merge()).toBe(200)
  expect((await made.ticket(first)).merged_to).toBe(target)
})

test('tags, links, checklists and dependencies go along into the ticket', async () => {
  const { admin, target, first, second, merge } = await desk()
  const from = `/api/tickets/${first}/`
  await admin.post(`${from}tags/`, { tags: ['fire'] })
  await admin.post(`${from}checklists/`, { name: 'Fire', tasks: ['Leave'] })
  await admin.post(`${from}links/`, { to: second })
  await admin.post(`${from}dependencies/`, { depends_on: second })
  expect((await merge({ sources: [first] })).statusCode).toBe(200)
  const at = async (part: string) => (await admin.get(`/api/tickets/${target}/${part}/`)).json()
  expect((await at('tags')).tags).toEqual(['fire'])
  for (const part of ['checklists', 'links', 'dependencies']) {
    expect((await at(part)).count, part).toBe(1)
  }
})
