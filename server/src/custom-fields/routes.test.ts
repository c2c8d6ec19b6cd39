import { expect, test } from 'vitest'
import { newTicket, testApp } from '../../test/app.ts'
import { failInserts } from '../../test/state.ts'

const FIELDS = '/api/custom-fields/'
const SITE = { name: 'site', label: 'Site', data_type: 'list', list_values: 'Shop\n Office \n' }

test('an admin adds, changes and deletes a custom field; tickets have it at once', async () => {
  const { admin, staff, queue, db } = await testApp()
  const made = await admin.post(FIELDS, SITE)
  expect([made.statusCode, made.json()]).toEqual([
    201,
    {
      id: expect.any(Number),
      ...SITE,
      list_values: 'Shop\nOffice',
      help_text: null,
      max_length: null,
      decimal_places: null,
      ordering: null,
      empty_selection_list: false,
      required: false,
      staff_only: false,
    },
  ])
  const path = `${FIELDS}${made.json().id}/`
  const ticket = await staff.post('/api/tickets/', newTicket(queue, { custom_site: 'Shop' }))
  expect(ticket.json().custom_site).toBe('Shop')
  const changed = await admin.patch(path, { label: 'Place', list_values: 'Shop' })
  expect(changed.json()).toMatchObject({ label: 'Place', list_values: 'Shop', name: 'site' })
  expect((await admin.patch(path, {})).statusCode).toBe(200)

  const type = await admin.patch(path, { data_type: 'date', list_values: null })
  expect([type.statusCode, type.json().detail]).toEqual([409, expect.stringMatching(/its type/)])
  const lost = await admin.delete(path)
  expect([lost.statusCode, lost.json().detail]).toEqual([
    409,
    '"site" has a value in 1 ticket, which would be lost.',
  ])
  expect((await admin.delete(`${path}?with_values=perhaps`)).json()).toEqual({
    with_values: ['This has to be true or false.'],
  })
  expect((await admin.delete(`${path}?force=true`)).statusCode).toBe(400)
  expect((await admin.delete(`${path}?with_values=true`)).statusCode).toBe(204)
  expect((await admin.get(path)).statusCode).toBe(404)
  const audit = await db.selectFrom('audit').selectAll().orderBy('id').execute()
  expect(audit.map(({ action, kind, label }) => [action, kind, label])).toEqual([
    ['created', 'custom-field', 'site'],
    ['edited', 'custom-field', 'site'],
    ['edited', 'custom-field', 'site'],
    ['deleted', 'custom-field', 'site'],
  ])
})

test('what is wrong is told by field, in the words of the command line', async () => {
  const { admin } = await testApp()
  const wrong = { name: 'a b', data_type: 'money', required: 'perhaps' }
  const answer = await admin.post(FIELDS, wrong)
  expect(Object.keys(answer.json())).toEqual(['name', 'label', 'data_type', 'required'])
  const apart = { name: 'x', label: 'X', data_type: 'date', max_length: 5, list_values: 'a' }
  expect((await admin.post(FIELDS, apart)).json()).toEqual({
    max_length: ['Only these types have a length: varchar, text, decimal.'],
    list_values: ['Only the type list has choices.'],
  })
  const huge = `{"name": "x", "label": "X", "data_type": "varchar", "max_length": ${'9'.repeat(20)}}`
  const sent = await admin.post(FIELDS, huge, { 'content-type': 'application/json' })
  expect([sent.statusCode, Object.keys(sent.json())]).toEqual([400, ['max_length']])
  const { id } = (await admin.post(FIELDS, SITE)).json()
  expect((await admin.post(FIELDS, SITE)).json()).toEqual({
    name: ['A custom field with this name already exists.'],
  })
  expect(Object.keys((await admin.patch(`${FIELDS}${id}/`, { name: 'b' })).json())).toEqual([
    'name',
  ])
  expect((await admin.get(`${FIELDS}?data_type=list&search=sit`)).json().count).toBe(1)
  expect((await admin.get(`${FIELDS}?required=true`)).json().count).toBe(0)
})

test('staff look, admins change, others may not even look', async () => {
  const { admin, staff, customer, stranger } = await testApp()
  const { id } = (await admin.post(FIELDS, SITE)).json()
  expect((await staff.get(`${FIELDS}${id}/`)).json().name).toBe('site')
  expect((await staff.post(FIELDS, SITE)).statusCode).toBe(403)
  expect((await staff.patch(`${FIELDS}${id}/`, { label: 'x' })).statusCode).toBe(403)
  expect((await staff.delete(`${FIELDS}${id}/`)).statusCode).toBe(403)
  expect((await customer.get(FIELDS)).statusCode).toBe(403)
  expect((await stranger.get(FIELDS)).statusCode).toBe(401)
})

test('a change that cannot be noted is not made', async () => {
  const { admin, db } = await testApp()
  await failInserts(db, 'audit')
  expect((await admin.post(FIELDS, SITE)).statusCode).toBe(500)
  expect((await admin.get(FIELDS)).json().count).toBe(0)
})
