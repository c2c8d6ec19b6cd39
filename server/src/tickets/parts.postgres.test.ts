import { expect, test } from 'vitest'
import { deskWithTicket } from '../../test/desk-with-ticket.ts'
import { whileHeld } from '../../test/postgres/held.ts'

// Without what these wait for, both of two would look before either has written.

const THE_TICKET = 'select id from ticket where id = 1 for update'
const DEPENDENCIES = `select pg_advisory_xact_lock(hashtextextended('bellhop dependencies', 0))`
/** Lets rows of a table be read, and locked one by one, and nothing be written. */
const noWrites = (table: string) => `lock table "${table}" in share row exclusive mode`

type Answers = PromiseSettledResult<{ statusCode: number }>[]

const statuses = (answers: Answers) =>
  answers.map((answer) => (answer.status === 'fulfilled' ? answer.value.statusCode : answer.reason))

test('of two who add the same person to a ticket, the second one is told so', async () => {
  const { ctx, staff, customer, path } = await deskWithTicket()
  const add = (body: object) => () => staff.post(`${path}/cc/`, body)
  const both = [add({ user: customer.id }), add({ email: customer.email })]
  expect(statuses(await whileHeld(ctx, THE_TICKET, both))).toEqual([201, 400])
})

test('of two who close a circle of dependencies together, the second one is told so', async () => {
  const { ctx, staff, queue, ticketIn, id: a, path } = await deskWithTicket()
  const [b, c, d] = [await ticketIn(queue), await ticketIn(queue), await ticketIn(queue)]
  const wait = (from: number, to: number) => () =>
    staff.post(`/api/tickets/${from}/dependencies/`, { depends_on: to })
  await wait(b, c)()
  await wait(d, a)()
  const both = [wait(a, b), wait(c, d)]
  expect(statuses(await whileHeld(ctx, DEPENDENCIES, both))).toEqual([201, 400])
  expect((await staff.get(`${path}/dependencies/`)).json().count).toBe(1)
})

test('of two who link the same tickets, the second one is told so', async () => {
  const { ctx, staff, queue, ticketIn, id } = await deskWithTicket()
  const other = await ticketIn(queue)
  const link = (from: number, to: number) => () =>
    staff.post(`/api/tickets/${from}/links/`, { to, kind: 'parent' })
  const both = [link(id, other), link(other, id)]
  const answers = statuses(await whileHeld(ctx, noWrites('ticket_link'), both))
  expect(answers.toSorted()).toEqual([201, 400])
})

test('of two who give a ticket tags that are new, both have theirs on it', async () => {
  const { ctx, staff, path } = await deskWithTicket()
  const add =
    (...tags: string[]) =>
    () =>
      staff.post(`${path}/tags/`, { tags })
  const both = [add('fire', 'smoke'), add('Smoke', 'toner')]
  expect(statuses(await whileHeld(ctx, noWrites('tag'), both))).toEqual([201, 201])
  const { tags } = (await staff.get(`${path}/tags/`)).json()
  expect(tags).toEqual(['fire', 'smoke', 'toner'])
  const { results } = (await staff.get(`${path}/changes/?ordering=id`)).json()
  expect(results.map((row: { old_value: string }) => row.old_value)).toEqual(['', 'fire, smoke'])
})

test('of two who do a task at the same moment, the first one has done it', async () => {
  const { ctx, admin, staff, path } = await deskWithTicket()
  const list = await staff.post(`${path}/checklists/`, { name: 'Fire', tasks: ['Leave'] })
  const [task] = list.json().tasks
  const at = `${path}/checklists/${list.json().id}/tasks/${task.id}/`
  const lock = `select id from checklist_task where id = ${task.id} for update`
  const both = [staff, admin].map((person) => () => person.patch(at, { completed: true }))
  expect(statuses(await whileHeld(ctx, lock, both))).toEqual([200, 200])
  expect((await staff.get(at)).json().completed_by).toBe(staff.id)
})

test('what is added to a ticket that is being deleted is refused, and leaves nothing', async () => {
  const { ctx, admin, staff, path, queue, ticketIn, db } = await deskWithTicket()
  const other = await ticketIn(queue)
  const answers = await whileHeld(ctx, THE_TICKET, [
    () => admin.delete(`${path}/`),
    () => staff.post(`${path}/tags/`, { tags: ['fire'] }),
    () => staff.post(`${path}/links/`, { to: other }),
    () => staff.post(`${path}/checklists/`, { name: 'Fire', tasks: ['Leave'] }),
  ])
  expect(statuses(answers)).toEqual([204, 404, 404, 404])
  expect(await db.selectFrom('tag').select('id').execute()).toEqual([])
})
