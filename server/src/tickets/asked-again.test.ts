import { expect, test } from 'vitest'
import { newTicket } from '../../test/app.ts'
import { type Answer, textFile } from '../../test/client.ts'
import { deskWithLevels } from '../../test/desk-with-ticket.ts'
import { inTransaction, type Tx } from '../db/index.ts'

type Desk = Awaited<ReturnType<typeof deskWithLevels>>
type Ticket = Awaited<ReturnType<typeof ticketWithParts>>

/** A ticket that Agnes may answer, with one of everything that hangs on it. */
async function ticketWithParts({ admin, queue, ticketIn }: Desk) {
  const attachment = textFile('a.txt')
  const made = (await admin.postForm('/api/tickets/', newTicket(queue, { attachment }))).json()
  const path = `/api/tickets/${made.id}/`
  const add = async (part: string, body: object): Promise<number> =>
    (await admin.post(`${path}${part}/`, body)).json().id
  const other = await ticketIn(queue)
  const checklist = await add('checklists', { name: 'List', tasks: ['One'] })
  const tasks = `${path}checklists/${checklist}/tasks/`
  await admin.post(`${path}tags/`, { tags: ['fire'] })
  return {
    id: made.id as number,
    path,
    other,
    followUp: made.followup_set[0].id as number,
    file: made.followup_set[0].followupattachment_set[0].id as number,
    link: await add('links', { to: other }),
    dependency: await add('dependencies', { depends_on: other }),
    checklist: `${path}checklists/${checklist}/`,
    task: `${tasks}${(await admin.get(tasks)).json().results[0].id}/`,
    tasks,
    cc: await add('cc', { email: 'new@example.com' }),
  }
}

/** Every way to change a ticket, or what hangs on it. */
const CHANGES: Record<string, (desk: Desk, ticket: Ticket) => Promise<Answer>> = {
  answer: ({ staff }, { id }) => staff.post('/api/followups/', { ticket: id, comment: 'Late.' }),
  edit: ({ staff }, { path }) => staff.patch(path, { title: 'Late' }),
  delete: ({ staff }, { path }) => staff.delete(path),
  'edit a follow-up': ({ staff }, { followUp }) =>
    staff.patch(`/api/followups/${followUp}/`, { comment: 'Late.' }),
  'move a follow-up': ({ staff }, { followUp, other }) =>
    staff.patch(`/api/followups/${followUp}/`, { ticket: other }),
  'delete a follow-up': ({ staff }, { followUp }) => staff.delete(`/api/followups/${followUp}/`),
  'add a file': ({ staff }, { followUp }) =>
    staff.postForm('/api/followups-attachments/', { followup: followUp, file: textFile('b.txt') }),
  'edit a file': ({ staff }, { file }) =>
    staff.patch(`/api/followups-attachments/${file}/`, { filename: 'late.txt' }),
  'delete a file': ({ staff }, { file }) => staff.delete(`/api/followups-attachments/${file}/`),
  'remove a link': ({ staff }, { path, link }) => staff.delete(`${path}links/${link}/`),
  'remove a dependency': ({ staff }, { path, dependency }) =>
    staff.delete(`${path}dependencies/${dependency}/`),
  'rename a checklist': ({ staff }, { checklist }) => staff.patch(checklist, { name: 'Late' }),
  'delete a checklist': ({ staff }, { checklist }) => staff.delete(checklist),
  'add a task': ({ staff }, { tasks }) => staff.post(tasks, { description: 'Late' }),
  'do a task': ({ staff }, { task }) => staff.patch(task, { completed: true }),
  'delete a task': ({ staff }, { task }) => staff.delete(task),
  tag: ({ staff }, { path }) => staff.post(`${path}tags/`, { tags: ['late'] }),
  'remove a cc': ({ staff }, { path, cc }) => staff.delete(`${path}cc/${cc}/`),
  hold: ({ staff }, { path }) => staff.post(`${path}hold/`),
  split: ({ staff }, { path, followUp }) =>
    staff.post(`${path}split/`, { followups: [followUp], title: 'Late' }),
  merge: ({ staff }, { path, other }) => staff.post(`${path}merge/`, { sources: [other] }),
}

/** Sends a request that is checked before a change is committed, and comes to write after it. */
async function meanwhileBy(
  { ctx, admin, id }: Desk,
  change: (tx: Tx) => Promise<unknown>,
  request: () => Promise<Answer>,
): Promise<Answer> {
  let answer: Promise<Answer>
  await inTransaction(ctx.db, async (tx) => {
    // So whoever comes to answer the first ticket waits, whatever else is changed.
    await tx.updateTable('ticket').set({ priority: 1 }).where('id', '=', id).execute()
    await change(tx)
    answer = request()
    // Whoever only reads waits for nobody: by now the request has come as far as it can.
    for (let n = 0; n < 10; n += 1) await admin.get(`/api/tickets/${id}/`)
  })
  return answer!
}

/** The same where a ticket is moved to another queue. */
const meanwhile = (
  desk: Desk,
  { id, queue }: { id: number; queue: number },
  request: () => Promise<Answer>,
) =>
  meanwhileBy(
    desk,
    (tx) => tx.updateTable('ticket').set({ queue_id: queue }).where('id', '=', id).execute(),
    request,
  )

async function stateOf({ db }: Desk, { id }: Ticket) {
  const rows = await Promise.all([
    db.selectFrom('ticket').select(['title', 'status', 'on_hold']).where('id', '=', id).execute(),
    db.selectFrom('followup').select(['id', 'comment']).where('ticket_id', '=', id).execute(),
    db.selectFrom('attachment').select(['id', 'filename']).orderBy('id').execute(),
    db.selectFrom('audit').select('id').orderBy('id').execute(),
    db.selectFrom('ticket_tag').select('tag_id').where('ticket_id', '=', id).execute(),
  ])
  return JSON.stringify(rows)
}

const queueOf = async ({ db }: Desk, slug: string) =>
  (await db.selectFrom('queue').select('id').where('slug', '=', slug).executeTakeFirstOrThrow()).id

test.for([
  ['hidden', [404, 400]],
  ['looked', [403]],
] as const)(
  'whoever may not change a ticket any more when they come to write changes nothing: %s',
  async ([slug, statuses]) => {
    const desk = await deskWithLevels()
    const [queue, ticket] = [await queueOf(desk, slug), await ticketWithParts(desk)]
    const before = await stateOf(desk, ticket)
    for (const [name, change] of Object.entries(CHANGES)) {
      const answer = await meanwhile(desk, { id: ticket.id, queue }, () => change(desk, ticket))
      expect(statuses, `${name}: ${answer.body}`).toContain(answer.statusCode)
      expect(await stateOf(desk, ticket), name).toBe(before)
      const back = desk.db.updateTable('ticket').set({ queue_id: desk.queue.id })
      await back.where('id', '=', ticket.id).execute()
    }
  },
)

test('a follow-up cannot be sent to a ticket that went out of sight meanwhile', async () => {
  const desk = await deskWithLevels()
  const ticket = await ticketWithParts(desk)
  const queue = await queueOf(desk, 'hidden')
  const answer = await meanwhile(desk, { id: ticket.other, queue }, () =>
    desk.staff.patch(`/api/followups/${ticket.followUp}/`, { ticket: ticket.other }),
  )
  expect(answer.statusCode).toBe(404)
  expect(answer.json()).toEqual({ detail: 'No Ticket matches the given query.' })
})

test('a grant that is taken away while somebody writes is asked for again', async () => {
  const desk = await deskWithLevels()
  const { staff, id } = desk
  const answer = await meanwhileBy(
    desk,
    (tx) => tx.deleteFrom('queue_permission').where('user_id', '=', staff.id).execute(),
    () => staff.post('/api/followups/', { ticket: id, comment: 'Late.' }),
  )
  expect(answer.statusCode).toBe(404)
  expect(answer.json()).toEqual({ detail: 'No Ticket matches the given query.' })
})

test('whoever does not work here any more when they come to write does not', async () => {
  const desk = await deskWithLevels()
  const { staff, id } = desk
  const answer = await meanwhileBy(
    desk,
    (tx) => tx.updateTable('user').set({ is_active: false }).where('id', '=', staff.id).execute(),
    () => staff.post('/api/followups/', { ticket: id, comment: 'Late.' }),
  )
  expect([401, 403]).toContain(answer.statusCode)
})

test('whoever follows a ticket no more when they come to answer does not', async () => {
  const desk = await deskWithLevels()
  const { db, customer, admin, id } = desk
  const cc = { user: customer.id, can_view: true, can_update: true }
  await admin.post(`/api/tickets/${id}/cc/`, cc)
  const answer = await meanwhileBy(
    desk,
    (tx) => tx.deleteFrom('ticket_cc').where('ticket_id', '=', id).execute(),
    () => customer.post(`/api/my-tickets/${id}/answers/`, { comment: 'Late.' }),
  )
  expect(answer.statusCode).toBe(404)
  const rows = db.selectFrom('followup').select('comment').where('ticket_id', '=', id)
  expect(await rows.execute()).toHaveLength(1)
})
