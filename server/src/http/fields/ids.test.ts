import { expect, test } from 'vitest'
import { Float, type Value } from '../../lib/value.ts'
import { idField, idListField, idsByNameField } from './ids.ts'

const refused = (errors: unknown) => ({ ok: false, errors })
const dict = (entries: Record<string, Value>) => Object.assign(Object.create(null), entries)

test('ids are whole numbers of 32 bits, and one that comes twice counts once', () => {
  const field = idListField({ most: 3 })
  expect(field.parse([2, '1', new Float(2)], null)).toEqual({ ok: true, value: [2, 1] })
  expect(field.parse([1, 'x', null], null)).toEqual(
    refused({ 1: ['A valid integer is required.'], 2: ['This field may not be null.'] }),
  )
  expect(field.parse([-1, 2 ** 31], null)).toEqual(
    refused({
      0: ['Invalid pk "-1" - object does not exist.'],
      1: ['Invalid pk "2147483648" - object does not exist.'],
    }),
  )
  expect(idField().parse(10n ** 30n, null)).toMatchObject({ ok: false })
})

test('a list of ids has at least one, and not too many', () => {
  const field = idListField({ most: 2 })
  expect(field.parse([], null)).toEqual(refused(['This list may not be empty.']))
  expect(field.parse([1, 2, 3], null)).toEqual(
    refused(['Ensure this field has no more than 2 elements.']),
  )
  expect(field.parse('1,2', null)).toEqual(
    refused(['Expected a list of items but got type "str".']),
  )
})

test('ids by name have names that there are', () => {
  const field = idsByNameField({ names: ['title', 'priority'] })
  expect(field.parse(dict({ title: '7' }), null)).toEqual({ ok: true, value: { title: 7 } })
  expect(field.parse(dict({ title: 'x', constructor: 1 }), null)).toEqual(
    refused({ constructor: ['There is no such field here.'] }),
  )
  expect(field.parse(dict({ title: true }), null)).toEqual(
    refused({ title: ['A valid integer is required.'] }),
  )
  expect(field.parse([1], null)).toEqual(
    refused(['Expected a dictionary of items but got type "list".']),
  )
})
