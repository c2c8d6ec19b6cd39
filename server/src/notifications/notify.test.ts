import { expect, test } from 'vitest'
import { newTicket, type TestApp, testApp } from '../../test/app.ts'
import { mailsIn } from '../../test/state.ts'
import type { Schema } from '../db/schema.ts'
import type { Updateable } from 'kysely'

/** Who is told what by one request: `[address, template]` in order. */
async function told({ db }: TestApp, request: () => Promise<{ statusCode: number }>) {
  await db.deleteFrom('job').execute()
  expect((await request()).statusCode).toBe(201)
  return (await mailsIn(db)).map(({ to, template }) => [to, template])
}

const setQueue = ({ db }: TestApp, columns: Updateable<Schema['queue']>) =>
  db.updateTable('queue').set(columns).execute()

const setUser = ({ db }: TestApp, id: number, columns: Updateable<Schema['user']>) =>
  db.updateTable('user').set(columns).where('id', '=', id).execute()

/** A ticket that Uma asked and Agnes does, which the boss follows. */
async function desk() {
  const made = await testApp()
  const { admin, staff, customer, queue, db } = made
  const people = { submitter_email: customer.email, assigned_to: staff.id }
  const { id } = (await admin.post('/api/tickets/', newTicket(queue, people))).json()
  const boss = { ticket_id: id, user_id: null, email: 'boss@example.com' }
  const rights = { can_view: true, can_update: false }
  await db
    .insertInto('ticket_cc')
    .values({ ...boss, ...rights })
    .execute()
  const answer = (more: object, by = admin) =>
    told(made, () => by.post('/api/followups/', { ticket: id, comment: 'Hello', ...more }))
  const open = (more: object = {}) =>
    told(made, () => admin.post('/api/tickets/', newTicket(queue, { ...people, ...more })))
  return { ...made, id, answer, open }
}

test('of a new ticket hear its submitter, its assignee, and the queue’s two copy addresses', async () => {
  const made = await desk()
  await setQueue(made, { new_ticket_cc: 'new@example.com', updated_ticket_cc: 'all@example.com' })
  expect(await made.open()).toEqual([
    [made.customer.email, 'newticket_submitter'],
    ['all@example.com', 'newticket_cc'],
    ['new@example.com', 'newticket_cc'],
    [made.staff.email, 'assigned_owner'],
  ])
})

test('nobody is told twice, whatever they are', async () => {
  const made = await desk()
  const cc = made.customer.email
  await setQueue(made, { new_ticket_cc: cc, updated_ticket_cc: cc })
  expect(await made.open({ assigned_to: made.customer.id })).toEqual([[cc, 'newticket_submitter']])
})

test('the queue’s own address is never written to', async () => {
  const made = await desk()
  const own = 'support@example.com'
  await setQueue(made, { email_address: own, new_ticket_cc: own, updated_ticket_cc: own })
  expect(await made.open({ submitter_email: own, assigned_to: null })).toEqual([])
})

test('an assignee who wants to hear of no assignment does not', async () => {
  const made = await desk()
  await setUser(made, made.staff.id, { email_on_ticket_assign: false })
  expect(await made.open()).toEqual([[made.customer.email, 'newticket_submitter']])
})

test('of a private follow-up hears the assignee, and not the submitter', async () => {
  const made = await desk()
  expect(await made.answer({ public: false })).toEqual([[made.staff.email, 'updated_owner']])
  expect(await made.answer({ public: false, new_status: 3 })).toEqual([
    [made.staff.email, 'resolved_owner'],
  ])
})

test('of a public follow-up hears the submitter, if it says something, resolves or closes', async () => {
  const made = await desk()
  const submitter = async (more: object) => {
    const mails = await made.answer({ public: true, ...more })
    return mails.find(([to]) => to === made.customer.email)?.[1]
  }
  expect(await submitter({})).toBe('updated_submitter')
  expect(await submitter({ comment: '' })).toBe(undefined)
  expect(await submitter({ comment: '', new_status: 2 })).toBe(undefined)
  expect(await submitter({ comment: '', new_status: 3 })).toBe('resolved_submitter')
  expect(await submitter({ comment: '', new_status: 3 })).toBe(undefined)
  expect(await submitter({ comment: '', new_status: 4 })).toBe('closed_submitter')
})

test('whoever answers is not told of it', async () => {
  const made = await desk()
  await setQueue(made, { updated_ticket_cc: made.staff.email })
  expect(await made.answer({ public: true }, made.staff)).toEqual([
    [made.customer.email, 'updated_submitter'],
  ])
})

test('an assignee who wants to hear of no change does not', async () => {
  const made = await desk()
  await setUser(made, made.staff.id, { email_on_ticket_change: false })
  expect(await made.answer({})).toEqual([])
})

test('those who follow a ticket hear of it where its queue says so', async () => {
  const made = await desk()
  await setUser(made, made.staff.id, { email_on_ticket_change: false })
  await setQueue(made, { updated_ticket_cc: 'all@example.com' })
  expect(await made.answer({})).toEqual([['all@example.com', 'updated_cc']])
  await setQueue(made, { enable_notifications_on_email_events: true })
  expect(await made.answer({ new_status: 4 })).toEqual([
    ['all@example.com', 'closed_cc'],
    ['boss@example.com', 'closed_cc'],
  ])
})

test('whoever follows a ticket as a user is written to at the address that they have now', async () => {
  const made = await desk()
  await setQueue(made, { enable_notifications_on_email_events: true })
  await made.db
    .updateTable('ticket_cc')
    .set({ user_id: made.customer.id, email: 'old@example.com' })
    .execute()
  await setUser(made, made.customer.id, { email: 'uma@new.example' })
  expect(await made.answer({}, made.staff)).toEqual([['uma@new.example', 'updated_cc']])
})

test('a mail names its ticket, and line breaks in a title make no headers', async () => {
  const made = await desk()
  await setQueue(made, { email_address: 'desk@example.com' })
  await made.open({ title: 'Fire\r\nBcc: all@example.com', assigned_to: null })
  expect(await mailsIn(made.db)).toMatchObject([
    {
      from: 'Support <desk@example.com>',
      subject: '[support-2] FireBcc: all@example.com (Opened)',
      ticketId: 2,
      followUpId: 2,
    },
  ])
})

test('an international domain is written as mail servers know it', async () => {
  const made = await desk()
  const mails = await made.open({ submitter_email: 'uma@bücher.example', assigned_to: null })
  expect(mails).toEqual([['uma@xn--bcher-kva.example', 'newticket_submitter']])
})
