import { expect, test } from 'vitest'
import {
  deskWithLevels,
  deskWithTicket,
  REFUSED,
  refusals,
} from '../../../test/desk-with-ticket.ts'
import { inTransaction } from '../../db/index.ts'
import { moveChecklists } from './move.ts'

async function deskWithChecklist() {
  const desk = await deskWithTicket()
  const body = { name: 'Fire', tasks: ['Call them', 'Leave'] }
  const made = await desk.staff.post(`${desk.path}/checklists/`, body)
  const lists = `${desk.path}/checklists/`
  return { ...desk, made, lists, list: `${lists}${made.json().id}/` }
}

const descriptions = (body: { tasks: { description: string }[] }) =>
  body.tasks.map(({ description }) => description)

test('a checklist comes with its tasks, is renamed, and goes with its ticket', async () => {
  const { admin, staff, made, lists, list, path, db } = await deskWithChecklist()
  expect([made.statusCode, made.json()]).toEqual([
    201,
    {
      id: expect.any(Number),
      name: 'Fire',
      tasks: ['Call them', 'Leave'].map((description, position) => ({
        id: expect.any(Number),
        description,
        position,
        completed: false,
        completed_at: null,
        completed_by: null,
      })),
    },
  ])
  expect((await staff.patch(list, { name: 'Smoke' })).json().name).toBe('Smoke')
  expect((await staff.patch(list, { tasks: ['x'] })).json()).toHaveProperty('tasks')
  const empty = (await staff.post(lists, { name: 'Empty' })).json()
  expect(empty.tasks).toEqual([])
  const { count, results } = (await staff.get(lists)).json()
  expect([count, descriptions(results[0])]).toEqual([2, ['Call them', 'Leave']])
  expect((await staff.delete(`${lists}${empty.id}/`)).statusCode).toBe(204)
  await admin.delete(`${path}/`)
  expect(await db.selectFrom('checklist_task').select('id').execute()).toEqual([])
})

test('tasks are added, put elsewhere, done, taken up again and deleted', async () => {
  const { admin, staff, list } = await deskWithChecklist()
  const added = await staff.post(`${list}tasks/`, { description: 'Count' })
  expect([added.statusCode, added.json().position]).toEqual([201, 2])
  const task = `${list}tasks/${added.json().id}/`
  await staff.patch(task, { position: 0, description: 'Count all' })
  expect(descriptions((await staff.get(list)).json())).toEqual(['Call them', 'Count all', 'Leave'])

  const done = (await staff.patch(task, { completed: true })).json()
  expect(done).toMatchObject({ completed: true, completed_by: staff.id })
  expect((await admin.patch(task, { completed: true })).json()).toEqual(done)
  expect((await staff.get(`${list}tasks/?completed_at__isnull=true`)).json().count).toBe(2)
  expect((await admin.patch(task, { completed: false })).json()).toMatchObject({
    completed: false,
    completed_at: null,
    completed_by: null,
  })
  expect((await staff.delete(task)).statusCode).toBe(204)
  expect((await staff.get(`${list}tasks/`)).json().count).toBe(2)
})

test('what is wrong with a checklist or a task is named', async () => {
  const { staff, lists, list, queue, ticketIn, made } = await deskWithChecklist()
  for (const [at, body, fields] of [
    [lists, { name: '', tasks: 'x' }, ['name', 'tasks']],
    [lists, { name: 'x', tasks: ['', 'y'.repeat(251), null, {}] }, ['tasks']],
    [lists, { name: 'x', tasks: Array.from({ length: 201 }, () => 'x') }, ['tasks']],
    [
      `${list}tasks/`,
      { position: 2 ** 40, completed: 'x' },
      ['description', 'position', 'completed'],
    ],
  ] as const) {
    const answer = await staff.post(at, body)
    expect([answer.statusCode, Object.keys(answer.json())]).toEqual([400, fields])
  }
  expect((await staff.get(lists)).json().count).toBe(1)
  const elsewhere = `/api/tickets/${await ticketIn(queue)}/checklists/${made.json().id}/`
  expect((await staff.get(elsewhere)).statusCode).toBe(404)
  expect((await staff.get(`${elsewhere}tasks/`)).statusCode).toBe(404)
  expect((await staff.post(`${elsewhere}tasks/`, { description: 'x' })).statusCode).toBe(404)
})

test('a checklist is made from a template, which may be changed and deleted afterwards', async () => {
  const { admin, staff, lists, list } = await deskWithChecklist()
  const template = (
    await admin.post('/api/checklist-templates/', { name: 'Visit', task_list: ['Call', 'Drive'] })
  ).json()
  const made = await staff.post(lists, { template: template.id })
  expect([made.statusCode, made.json().name, descriptions(made.json())]).toEqual([
    201,
    'Visit',
    ['Call', 'Drive'],
  ])
  expect(made.json()).not.toHaveProperty('template')
  const named = await staff.postForm(lists, { template: String(template.id), name: 'Second' })
  expect([named.json().name, descriptions(named.json())]).toEqual(['Second', ['Call', 'Drive']])
  for (const [at, body, field] of [
    [lists, { template: 99_999 }, 'template'],
    [lists, { template: 'x' }, 'template'],
    [lists, { template: null }, 'template'],
    [lists, { template: template.id, tasks: ['x'] }, 'tasks'],
    [lists, { tasks: ['x'] }, 'name'],
  ] as const) {
    const answer = await staff.post(at, body)
    expect([answer.statusCode, Object.keys(answer.json())]).toEqual([400, [field]])
  }
  const edit = await staff.patch(list, { template: template.id })
  expect([edit.statusCode, Object.keys(edit.json())]).toEqual([400, ['template']])
  await admin.delete(`/api/checklist-templates/${template.id}/`)
  expect((await staff.get(lists)).json().count).toBe(3)
})

test('checklists are seen and changed by whoever may see and answer the ticket', async () => {
  const desk = await deskWithLevels()
  expect(await refusals(desk, 'checklists', { name: 'Fire' })).toEqual(REFUSED)
  const { admin, staff, tickets } = desk
  const there = `/api/tickets/${tickets.looked}/checklists/`
  const { id } = (await admin.post(there, { name: 'Fire' })).json()
  expect((await staff.get(`${there}${id}/tasks/`)).statusCode).toBe(200)
  expect((await staff.post(`${there}${id}/tasks/`, { description: 'x' })).statusCode).toBe(403)
})

test('checklists move to another ticket', async () => {
  const { ctx, staff, id, lists, queue, ticketIn } = await deskWithChecklist()
  const other = await ticketIn(queue)
  await inTransaction(ctx.db, (tx) => moveChecklists(tx, id, other))
  expect((await staff.get(lists)).json().count).toBe(0)
  expect((await staff.get(`/api/tickets/${other}/checklists/`)).json().count).toBe(1)
})
