import { expect, test } from 'vitest'
import { Float, type Value } from '../../lib/value.ts'
import { parseFields } from './parse.ts'
import { primaryKeyField } from './reference.ts'

const exists = async (id: number, rows: readonly number[]) => rows.includes(id)
const read = (queue: Value, options: { allowNull?: boolean } = {}) =>
  parseFields(
    { queue: primaryKeyField({ exists, ...options }) },
    Object.assign(Object.create(null), { queue }),
    { partial: false, context: [1, 2] },
  )

test.each<[Value, number]>([
  [1, 1],
  [' 2 ', 2],
  [new Float(1.5), 1],
])('%s refers to row %s', async (value, id) => {
  expect(await read(value)).toEqual({ ok: true, value: { queue: id } })
})

test.each<[Value, string]>([
  [9, 'Invalid pk "9" - object does not exist.'],
  [' 9', 'Invalid pk " 9" - object does not exist.'],
  [2 ** 31, 'Invalid pk "2147483648" - object does not exist.'],
  [-1, 'Invalid pk "-1" - object does not exist.'],
  [10n ** 20n, 'Invalid pk "100000000000000000000" - object does not exist.'],
  ['abc', 'Incorrect type. Expected pk value, received str.'],
  [true, 'Incorrect type. Expected pk value, received bool.'],
  [[], 'Incorrect type. Expected pk value, received list.'],
  [new Float(Infinity), 'Incorrect type. Expected pk value, received float.'],
  ['', 'This field may not be null.'],
])('%s refers to nothing', async (value, message) => {
  expect(await read(value)).toEqual({ ok: false, errors: { queue: [message] } })
})

test('an empty text takes a reference away', async () => {
  expect(await read('', { allowNull: true })).toEqual({ ok: true, value: { queue: null } })
})
