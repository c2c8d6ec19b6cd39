import { expect, test } from 'vitest'
import { listField } from './list.ts'
import { type FormInput, parseFields } from './parse.ts'
import { charField } from './text.ts'

const fields = { names: listField({ child: charField({ maxLength: 3 }), most: 3 }) }
const read = (input: FormInput | unknown[] | string | null) => {
  const given = input instanceof Map ? input : Object.assign(Object.create(null), { names: input })
  return parseFields(fields, given, { partial: false, context: null })
}

test('a list is read item by item, from a form by its repeated or numbered name', () => {
  const names = ['a', 'b']
  const value = { ok: true, value: { names } }
  expect(read([' a', 'b '])).toEqual(value)
  expect(read(new Map([['names', names]]))).toEqual(value)
  const numbered = new Map([
    ['names[1]', ['b']],
    ['names[0]', ['a']],
  ])
  expect(read(numbered)).toEqual(value)
  expect(read([])).toEqual({ ok: true, value: { names: [] } })
})

test.each<[unknown[] | string | null, unknown]>([
  ['abc', ['Expected a list of items but got type "str".']],
  [null, ['This field may not be null.']],
  [['a', 'b', 'c', 'd'], ['Ensure this field has no more than 3 elements.']],
  [
    ['a', 'long', null],
    {
      1: ['Ensure this field has no more than 3 characters.'],
      2: ['This field may not be null.'],
    },
  ],
])('%j is refused, with the place of what is wrong', (input, names) => {
  expect(read(input)).toEqual({ ok: false, errors: { names } })
})
