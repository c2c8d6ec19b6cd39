import { expect, test } from 'vitest'
import { newTicket, testApp } from '../../test/app.ts'
import { createCustomField } from './create.ts'
import { TYPE_NAMES } from './input.ts'

/** What a field of each type needs besides, values that it takes (sent, kept, shown), and others. */
const TYPES: Record<string, { more?: object; good: [unknown, string, unknown][]; bad: unknown[] }> =
  {
    varchar: {
      more: { max_length: 5 },
      good: [
        ['  abc ', 'abc', 'abc'],
        [5, '5', '5'],
        ['ä😀', 'ä😀', 'ä😀'],
      ],
      bad: ['123456', null, true, ['a']],
    },
    text: { good: [['two\nlines', 'two\nlines', 'two\nlines']], bad: [null, {}] },
    integer: {
      good: [
        [42, '42', 42],
        ['-7', '-7', -7],
        [0, '0', 0],
      ],
      bad: ['', '1.5', 'x', null],
    },
    decimal: {
      more: { max_length: 5, decimal_places: 2 },
      good: [
        ['42.9', '42.90', '42.90'],
        [1, '1.00', '1.00'],
        ['-0.5', '-0.50', '-0.50'],
      ],
      bad: ['1.234', '1234.5', 'NaN', 'x', null],
    },
    list: {
      more: { list_values: 'Red\nDark blue' },
      good: [['Dark blue', 'Dark blue', 'Dark blue']],
      bad: ['Green', 'red', '', null],
    },
    boolean: {
      good: [
        [true, 'True', true],
        ['false', 'False', false],
        [1, 'True', true],
      ],
      bad: ['maybe', null],
    },
    date: {
      good: [['2022-04-11', '2022-04-11', '2022-04-11']],
      bad: ['2022-02-30', '11.4.2022', null],
    },
    time: { good: [['23:59', '23:59:00', '23:59:00']], bad: ['24:00', 'noon', null] },
    datetime: {
      good: [['2022-04-11T10:20', '2022-04-11T10:20', '2022-04-11T10:20']],
      bad: ['2022-04-11T25:00', 'now', null],
    },
    email: { good: [['a@example.com', 'a@example.com', 'a@example.com']], bad: ['a@', 'a', null] },
    url: {
      good: [['https://example.com/?a=b', 'https://example.com/?a=b', 'https://example.com/?a=b']],
      bad: ['javascript:alert(1)', 'example.com', null],
    },
    ipaddress: {
      good: [
        ['127.0.0.1', '127.0.0.1', '127.0.0.1'],
        ['2001:DB8:0::1', '2001:db8::1', '2001:db8::1'],
      ],
      bad: ['256.0.0.1', 'localhost', null],
    },
    slug: { good: [['a-slug_1', 'a-slug_1', 'a-slug_1']], bad: ['no slug', 'ä', null] },
  }

async function desk(data_type: string, more: object = {}) {
  const made = await testApp()
  const { id } = await createCustomField(made.ctx, { name: 'x', label: 'X', data_type, ...more })
  const open = (fields: object) => made.admin.post('/api/tickets/', newTicket(made.queue, fields))
  const kept = async (ticket: number) =>
    (
      await made.db
        .selectFrom('custom_value')
        .select('value')
        .where('ticket_id', '=', ticket)
        .where('field_id', '=', id)
        .executeTakeFirst()
    )?.value
  return { ...made, fieldId: id, open, kept }
}

test('every type of custom field is tried here', () => {
  expect(Object.keys(TYPES).toSorted()).toEqual(TYPE_NAMES.toSorted())
})

test.for(Object.keys(TYPES))(
  'a custom field of type %s reads, keeps and shows values',
  async (type) => {
    const { more = {}, good, bad } = TYPES[type]!
    const { open, kept, admin, db, ctx } = await desk(type, more)
    for (const [sent, stored, shown] of good) {
      const made = await open({ custom_x: sent })
      expect(made.statusCode, made.body).toBe(201)
      const { id } = made.json()
      expect([sent, await kept(id)]).toEqual([sent, stored])
      expect([sent, (await admin.get(`/api/tickets/${id}/`)).json().custom_x]).toEqual([
        sent,
        shown,
      ])
      await admin.patch(`/api/tickets/${id}/`, { title: 'Other', custom_x: sent })
      expect([sent, await kept(id)]).toEqual([sent, stored])
    }
    const { length } = await db.selectFrom('ticket').select('id').execute()
    for (const sent of bad) {
      for (const answer of [
        await open({ custom_x: sent }),
        await admin.patch('/api/tickets/1/', { custom_x: sent }),
      ]) {
        expect([sent, answer.statusCode]).toEqual([sent, 400])
        expect(Object.keys(answer.json())).toEqual(['custom_x'])
      }
    }
    expect(await ctx.db.selectFrom('ticket').select('id').execute()).toHaveLength(length)
  },
)

test('a required custom field of any type must be given, once', async () => {
  const { admin, queue, ctx } = await testApp()
  const [refusals, values]: Record<string, unknown>[] = [{}, {}]
  for (const [data_type, { more, good }] of Object.entries(TYPES)) {
    const input = { name: data_type, label: data_type, data_type, required: true }
    await createCustomField(ctx, { ...input, ...more })
    refusals![`custom_${data_type}`] = ['This field is required.']
    values![`custom_${data_type}`] = good[0]![0]
  }
  expect((await admin.post('/api/tickets/', newTicket(queue))).json()).toEqual(refusals)
  expect((await admin.post('/api/tickets/', newTicket(queue, values))).statusCode).toBe(201)
  expect((await admin.patch('/api/tickets/1/', { title: 'Other' })).statusCode).toBe(200)
})

test('a required box must be ticked, and a required list needs a real choice', async () => {
  const refusal = { custom_x: ['This field is required.'] }
  const box = await desk('boolean', { required: true })
  expect((await box.open({ custom_x: false })).json()).toEqual(refusal)
  const choices = { list_values: 'Red', empty_selection_list: true, required: true }
  const list = await desk('list', choices)
  expect((await list.open({ custom_x: '' })).statusCode).toBe(400)
})

test('a list may have an empty choice', async () => {
  const { open, staff } = await desk('list', { list_values: 'Red', empty_selection_list: true })
  expect((await open({ custom_x: '' })).json().custom_x).toBe('')
  const { actions } = (await staff.request('OPTIONS', '/api/tickets/')).json()
  expect(actions.POST.custom_x.choices).toEqual([
    { value: '', display_name: '---------' },
    { value: 'Red', display_name: 'Red' },
  ])
})

test.for([
  ['integer', 'many'],
  ['decimal', 'some'],
  ['decimal', '1e999999'],
  ['date', ''],
  ['datetime', ''],
] as const)('a kept value of type %s that does not fit is null: %j', async ([type, value]) => {
  const { open, admin, db } = await desk(type, type === 'decimal' ? TYPES.decimal!.more : {})
  await open({})
  await db.updateTable('custom_value').set({ value }).execute()
  const answer = await admin.get('/api/tickets/')
  expect(answer.statusCode).toBe(200)
  expect(answer.json().results[0].custom_x).toBe(null)
})

test('a ticket that is older than a custom field shows null there, and may be given a value', async () => {
  const { admin, queue, ctx } = await testApp()
  await admin.post('/api/tickets/', newTicket(queue))
  await createCustomField(ctx, { name: 'late', label: 'Late', data_type: 'integer' })
  expect((await admin.get('/api/tickets/1/')).json().custom_late).toBe(null)
  await admin.patch('/api/tickets/1/', { custom_late: 3 })
  expect((await admin.get('/api/tickets/1/')).json().custom_late).toBe(3)
})

test('custom fields come last, in their own order', async () => {
  const { admin, queue, ctx } = await testApp()
  const orders = [
    ['c', 2],
    ['a', null],
    ['b', 1],
  ] as const
  for (const [name, ordering] of orders) {
    await createCustomField(ctx, { name, label: name, data_type: 'text', ordering })
  }
  const made = (await admin.post('/api/tickets/', newTicket(queue))).json()
  expect(Object.keys(made).slice(-4)).toEqual(['followup_set', 'custom_a', 'custom_b', 'custom_c'])
})
