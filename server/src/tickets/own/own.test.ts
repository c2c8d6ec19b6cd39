import { expect, test } from 'vitest'
import { newTicket, testApp } from '../../../test/app.ts'
import { clientOf, textFile } from '../../../test/client.ts'
import { addPerson } from '../../../test/people.ts'
import { createCustomField } from '../../custom-fields/create.ts'

const MINE = '/api/my-tickets/'
const ASK = { title: 'No light', description: 'It is dark. {{ ticket.title }}' }

/** A queue that takes tickets from the public, a customer with a ticket in it, and another one. */
async function desk() {
  const made = await testApp()
  await made.db.updateTable('queue').set({ allow_public_submission: true }).execute()
  const answer = await made.customer.post(MINE, { ...ASK, queue: made.queue.id })
  expect(answer.statusCode).toBe(201)
  const other = await addPerson(made, { username: 'otto' })
  const { id } = answer.json()
  return { ...made, other, ticket: answer.json(), path: `${MINE}${id}/`, id: id as number }
}

const keyOf = async ({ db, id }: Awaited<ReturnType<typeof desk>>) =>
  (
    await db
      .selectFrom('ticket')
      .select('secret_key')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
  ).secret_key

test('a customer opens a ticket in their name, and staff get it like any other', async () => {
  const { customer, staff, ticket, path, id, queue } = await desk()
  expect(ticket).toMatchObject({
    ticket: `support-${id}`,
    queue: { id: queue.id, title: 'Support' },
    status: 1,
    priority: 3,
    followups: [{ title: 'Ticket Opened', comment: ASK.description, by: 'uma', attachments: [] }],
  })
  expect(JSON.stringify(ticket)).not.toMatch(/secret|email/)
  expect((await staff.get(`/api/tickets/${id}/`)).json().submitter_email).toBe(customer.email)
  expect((await customer.get(path)).json()).toEqual(ticket)
})

test('whoever did not ask for a ticket and does not follow it finds nothing there', async () => {
  const { customer, other, stranger, path, id, db } = await desk()
  const missing = await other.get(`${MINE}9999/`)
  for (const end of ['', 'answers/', 'close/', 'reopen/']) {
    const answer = end ? await other.post(path + end, { comment: 'x' }) : await other.get(path)
    expect([answer.statusCode, answer.body]).toEqual([404, missing.body])
    expect((await stranger.post(path + end, {})).statusCode).toBe(401)
  }
  expect((await other.get(MINE)).json().count).toBe(0)
  const follow = {
    ticket_id: id,
    user_id: other.id,
    email: null,
    can_view: true,
    can_update: false,
  }
  await db.insertInto('ticket_cc').values(follow).execute()
  expect((await other.get(MINE)).json().results.map((each: { id: number }) => each.id)).toEqual([
    id,
  ])
  expect((await other.post(`${path}answers/`, { comment: 'x' })).statusCode).toBe(403)
  expect((await customer.get(path)).json().followups).toHaveLength(1)
})

test('a customer answers with files, closes and reopens; what staff keep to themselves stays so', async () => {
  const { customer, staff, path, id } = await desk()
  await staff.post('/api/followups/', { ticket: id, comment: 'The customer is difficult.' })
  const said = { comment: 'Still dark: {{ ticket.title }}', attachments: textFile('dark.txt') }
  const answered = (await customer.postForm(`${path}answers/`, said)).json()
  expect(answered.followups.map(({ comment }: { comment: string }) => comment)).toEqual([
    ASK.description,
    said.comment,
  ])
  expect(answered.followups[1].attachments[0].filename).toBe('dark.txt')
  expect((await customer.post(`${path}close/`)).json().status).toBe(4)
  expect((await customer.post(`${path}reopen/`, { comment: 'Dark again.' })).json().status).toBe(2)
  await staff.post('/api/followups/', {
    ticket: id,
    comment: 'A bulb.',
    public: true,
    new_status: 3,
  })
  const again = (await customer.post(`${path}answers/`, { comment: 'No.' })).json()
  expect([again.status, again.resolution]).toEqual([2, 'A bulb.'])
  expect(JSON.stringify(again)).not.toContain('difficult')
})

test('what is wrong is named, and a queue that is not open to the public is as none', async () => {
  const { customer, queue, db, path } = await desk()
  expect((await customer.post(`${path}answers/`, {})).json()).toEqual({
    comment: ['This field is required.'],
  })
  await db.updateTable('queue').set({ allow_public_submission: false }).execute()
  const answer = await customer.post(MINE, { queue: queue.id, title: '' })
  expect([answer.statusCode, Object.keys(answer.json())]).toEqual([
    400,
    ['queue', 'title', 'description'],
  ])
  expect((await customer.get(`${MINE}?submitter_email=x`)).json()).toEqual({
    submitter_email: [
      'There is no such parameter here. There is id, queue, status, priority, title, created, modified, ordering, fields, search.',
    ],
  })
  expect((await customer.get(MINE)).json().count).toBe(1)
})

test('custom fields that are for staff alone are neither shown to customers nor taken from them', async () => {
  const { customer, ctx, queue, id, staff } = await desk()
  for (const [name, staff_only] of [
    ['room', false],
    ['mood', true],
  ] as const) {
    await createCustomField(ctx, {
      name,
      label: name,
      data_type: 'varchar',
      max_length: 9,
      staff_only,
    })
  }
  const given = { ...ASK, queue: queue.id, custom_room: '12', custom_mood: 'bad' }
  const made = (await customer.post(MINE, given)).json()
  expect([made.custom_room, 'custom_mood' in made]).toEqual(['12', false])
  expect((await staff.get(`/api/tickets/${made.id}/`)).json().custom_mood).not.toBe('bad')
  expect((await customer.get(`${MINE}?ordering=id`)).json().results[0].id).toBe(id)
})

test('without an account a ticket is found by its number and its key, which is in no address', async () => {
  const at = await desk()
  const { app, stranger, id, staff } = at
  const key = await keyOf(at)
  const path = `/api/public-tickets/${id}/`
  const knowing = clientOf(app, { 'x-ticket-key': key })
  expect((await knowing.get(path)).json().title).toBe(ASK.title)
  const answered = await knowing.post(`${path}answers/`, { comment: 'Hello?' })
  expect(answered.json().followups.at(-1)).toMatchObject({ comment: 'Hello?', by: null })
  expect((await knowing.post(`${path}close/`, {})).json().status).toBe(4)
  expect((await staff.get(`/api/tickets/${id}/`)).json().followup_set.at(-1).user).toBeNull()

  const none = await knowing.get('/api/public-tickets/9999/')
  for (const client of [stranger, clientOf(app, { 'x-ticket-key': key.toUpperCase() })]) {
    expect((await client.get(path)).body).toBe(none.body)
    expect((await client.post(`${path}reopen/`, {})).statusCode).toBe(404)
  }
  expect((await stranger.get(`${path}?secret_key=${key}`)).statusCode).toBe(404)
})

test('a new ticket of a customer goes to the owner of its queue', async () => {
  const { customer, staff, db, queue } = await desk()
  await db.updateTable('queue').set({ default_owner_id: staff.id }).execute()
  const { id } = (await customer.post(MINE, { ...ASK, queue: queue.id })).json()
  expect((await staff.get(`/api/tickets/${id}/`)).json().assigned_to).toBe(staff.id)
  const noAddress = { ...newTicket(queue) }
  await db.updateTable('user').set({ email: '' }).where('id', '=', customer.id).execute()
  expect((await customer.post(MINE, noAddress)).statusCode).toBe(400)
  expect((await customer.get(MINE)).json().count).toBe(0)
})

test('what staff say in private when they close or split a ticket is not told to customers', async () => {
  const { customer, staff, path, id } = await desk()
  const note = (
    await staff.post('/api/followups/', { ticket: id, comment: 'A secret note.' })
  ).json()
  const split = { followups: [note.id], title: 'Another matter' }
  expect((await staff.post(`/api/tickets/${id}/split/`, split)).statusCode).toBe(201)
  const close = { tickets: [id], action: 'close', comment: 'A secret word.' }
  expect((await staff.post('/api/tickets/bulk/', close)).statusCode).toBe(200)
  expect((await customer.get(path)).json()).toMatchObject({ status: 4, resolution: null })
  await customer.post(`${path}reopen/`)
  const old = { ticket: id, comment: 'A secret end.', new_status: 3 }
  await staff.post('/api/followups/', old)
  for (const answer of [await customer.get(path), await customer.get(MINE)]) {
    expect(answer.body).not.toContain('secret')
  }
  await staff.post('/api/followups/', {
    ticket: id,
    comment: 'New bulb.',
    public: true,
    new_status: 4,
  })
  await staff.patch(`/api/tickets/${id}/`, { resolution: 'New bulb.' })
  expect((await customer.get(path)).json().resolution).toBe('New bulb.')
})
