import { expect, test } from 'vitest'
import { testApp } from '../../test/app.ts'

const TEMPLATES = '/api/checklist-templates/'
const MOVE = { name: 'Move', task_list: ['Pack', 'Carry', 'Unpack'] }

test('an admin adds, changes and deletes a checklist template, which staff read', async () => {
  const { admin, staff, db } = await testApp()
  const made = await admin.post(TEMPLATES, MOVE)
  expect([made.statusCode, made.json()]).toEqual([201, { id: expect.any(Number), ...MOVE }])
  const path = `${TEMPLATES}${made.json().id}/`
  expect((await staff.get(path)).json()).toEqual(made.json())
  expect((await admin.patch(path, { task_list: ['Stay'] })).json().task_list).toEqual(['Stay'])
  expect((await admin.put(path, MOVE)).json()).toEqual(made.json())
  const form = await admin.request('PATCH', path, {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'task_list=One&task_list=Two',
  })
  expect(form.json().task_list).toEqual(['One', 'Two'])
  expect((await admin.get(`${TEMPLATES}?search=mov&ordering=-id`)).json().count).toBe(1)
  expect((await admin.delete(path)).statusCode).toBe(204)
  const audit = await db.selectFrom('audit').selectAll().orderBy('id').execute()
  expect(audit[1]!.changes).toEqual({ task_list: [MOVE.task_list, ['Stay']] })
})

test('what is wrong with a task is told by its place', async () => {
  const { admin } = await testApp()
  const of = async (task_list: unknown) =>
    (await admin.post(TEMPLATES, { name: 'x', task_list })).json()
  expect(await of(['Pack', '', null, 'x'.repeat(251), ['a']])).toEqual({
    task_list: {
      1: ['This field may not be blank.'],
      2: ['This field may not be null.'],
      3: ['Ensure this field has no more than 250 characters.'],
      4: ['Not a valid string.'],
    },
  })
  expect(await of([])).toEqual({ task_list: ['This list may not be empty.'] })
  expect(await of('Pack')).toEqual({
    task_list: ['Expected a list of items but got type "str".'],
  })
  expect(await of(Array.from({ length: 101 }, () => 'x'))).toEqual({
    task_list: ['Ensure this field has no more than 100 elements.'],
  })
  expect(await of(undefined)).toEqual({ task_list: ['This field is required.'] })
  expect((await admin.get(TEMPLATES)).json().count).toBe(0)
})

test('staff look, admins change, others may not even look', async () => {
  const { staff, customer, stranger } = await testApp()
  expect((await staff.get(TEMPLATES)).statusCode).toBe(200)
  expect((await staff.post(TEMPLATES, MOVE)).statusCode).toBe(403)
  expect((await customer.get(TEMPLATES)).statusCode).toBe(403)
  expect((await stranger.get(TEMPLATES)).statusCode).toBe(401)
})
