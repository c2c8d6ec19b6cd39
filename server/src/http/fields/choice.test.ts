import { expect, test } from 'vitest'
import { Float, type Value } from '../../lib/value.ts'
import { booleanField, choiceField } from './choice.ts'

const status = choiceField({
  choices: [
    { value: 1, label: 'Open' },
    { value: 3, label: 'Resolved' },
  ],
})

test('a choice is compared as text, and given on as itself', () => {
  expect(status.parse(3, null)).toEqual({ ok: true, value: 3 })
  expect(status.parse('3', null)).toEqual({ ok: true, value: 3 })
})

test.each<[Value, string]>([
  [2, '"2"'],
  [' 3 ', '" 3 "'],
  ['', '""'],
  [true, '"True"'],
  [new Float(3), '"3.0"'],
  [[3, 'x'], '"[3, \'x\']"'],
])('%s is none of the choices', (value, shown) => {
  expect(status.parse(value, null)).toEqual({
    ok: false,
    errors: [`${shown} is not a valid choice.`],
  })
})

test.each<[Value, boolean]>([
  [true, true],
  [1, true],
  [new Float(1), true],
  ['Yes', true],
  ['on', true],
  [false, false],
  [0, false],
  ['F', false],
  ['off', false],
])('%s says yes or no', (value, meant) => {
  expect(booleanField().parse(value, null)).toEqual({ ok: true, value: meant })
})

test.each<[Value]>([[''], [' true '], ['maybe'], ['null'], [2], [[]], [Object.create(null)]])(
  '%s says neither yes nor no',
  (value) => {
    expect(booleanField().parse(value, null)).toEqual({
      ok: false,
      errors: ['Must be a valid boolean.'],
    })
  },
)

test('where nothing is an answer too, it can be given in words', () => {
  expect(booleanField({ allowNull: true }).parse('Null', null)).toEqual({ ok: true, value: null })
  expect(booleanField({ allowNull: true }).parse('', null)).toEqual({ ok: true, value: null })
})
