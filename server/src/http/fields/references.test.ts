import { expect, test } from 'vitest'
import { Float, type Value } from '../../lib/value.ts'
import { type FormInput, parseFields } from './parse.ts'
import { primaryKeysField } from './references.ts'

let queries = 0
const existing = async (ids: number[], rows: readonly number[]) => {
  queries += 1
  return ids.filter((id) => rows.includes(id))
}
const fields = { queues: primaryKeysField<readonly number[]>({ existing, required: false }) }
const options = { partial: false, context: [1, 2, 30] }
const read = (queues: Value) =>
  parseFields(fields, Object.assign(Object.create(null), { queues }), options)
const readForm = (...pairs: [string, string[]][]) =>
  parseFields(fields, new Map(pairs) as FormInput, options)

test.each<[Value, number[]]>([
  [
    [2, 1, 2],
    [1, 2],
  ],
  [
    ['1', ' 30 '],
    [1, 30],
  ],
  ['30, 2', [2, 30]],
  [[new Float(2)], [2]],
  [[], []],
  ['', []],
])('%s is read as %s', async (value, ids) => {
  expect(await read(value)).toEqual({ ok: true, value: { queues: ids } })
})

test('a form repeats the name, numbers it, or puts commas between the ids', async () => {
  const both = { ok: true, value: { queues: [1, 2] } }
  expect(await readForm(['queues', ['1', '2']])).toEqual(both)
  expect(await readForm(['queues', ['1,2']])).toEqual(both)
  expect(await readForm(['queues[0]', ['1']], ['queues[1]', ['2']])).toEqual(both)
  expect(await readForm(['queues', ['']])).toEqual({ ok: true, value: { queues: [] } })
  expect(await readForm()).toEqual({ ok: true, value: {} })
})

test.each<[Value, string[]]>([
  [
    [1, 9, '10'],
    ['Invalid pk "9" - object does not exist.', 'Invalid pk "10" - object does not exist.'],
  ],
  [[2 ** 31], ['Invalid pk "2147483648" - object does not exist.']],
  [[10n ** 20n], ['Invalid pk "100000000000000000000" - object does not exist.']],
  [[-1], ['Invalid pk "-1" - object does not exist.']],
  [[1, 'abc'], ['Incorrect type. Expected pk value, received str.']],
  [['1,,2'], ['Incorrect type. Expected pk value, received str.']],
  [[[1]], ['Incorrect type. Expected pk value, received list.']],
  [[null], ['Incorrect type. Expected pk value, received NoneType.']],
  [[true], ['Incorrect type. Expected pk value, received bool.']],
  [Object.create(null), ['Expected a list of items but got type "dict".']],
  [5, ['Expected a list of items but got type "int".']],
  [Array.from({ length: 1001 }, () => 1), ['At most 1000 can be given.']],
])('%s is refused', async (value, queues) => {
  expect(await read(value)).toEqual({ ok: false, errors: { queues } })
})

test('however many there are, one query looks for them', async () => {
  queries = 0
  await read([1, 2, 30, 31, 32])
  expect(queries).toBe(1)
})
