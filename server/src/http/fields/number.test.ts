import { expect, test } from 'vitest'
import { Float, type Value } from '../../lib/value.ts'
import { decimalField, integerField } from './number.ts'

const refused = (...errors: string[]) => ({ ok: false, errors })
const taken = (value: unknown) => ({ ok: true, value })

test.each<[Value, unknown]>([
  [42, 42],
  ['7', 7],
  [' 7 ', 7],
  ['1.0', 1],
  ['1.', 1],
  [new Float(1), 1],
  [new Float(-0), 0],
  ['٣', 3],
  ['9'.repeat(30), BigInt('9'.repeat(30))],
])('%s is taken as the whole number %s', (value, number) => {
  expect(integerField().parse(value, null)).toEqual(taken(number))
})

test.each<[Value]>([
  [''],
  ['abc'],
  ['1.5'],
  ['1e3'],
  [new Float(1.5)],
  [new Float(1e16)],
  [true],
  [[]],
])('%s is no whole number', (value) => {
  expect(integerField().parse(value, null)).toEqual(refused('A valid integer is required.'))
})

test('a whole number keeps to its limits, and its text to a thousand characters', () => {
  const field = integerField({ minValue: 1, maxValue: 2n ** 63n - 1n })
  expect(field.parse(0, null)).toEqual(refused('Ensure this value is greater than or equal to 1.'))
  expect(field.parse(2n ** 63n, null)).toEqual(
    refused('Ensure this value is less than or equal to 9223372036854775807.'),
  )
  expect(field.parse('1'.repeat(1001), null)).toEqual(refused('String value too large.'))
})

const price = decimalField({ maxDigits: 7, decimalPlaces: 3 })

test.each<[Value, string]>([
  ['42.987', '42.987'],
  [1, '1.000'],
  [new Float(0.1), '0.100'],
  ['1e2', '100.000'],
  ['-0', '-0.000'],
  [' 00012.5 ', '12.500'],
])('the decimal %s is given on as %s', (value, text) => {
  expect(price.parse(value, null)).toEqual(taken(text))
})

test.each<[Value, string]>([
  ['NaN', 'A valid number is required.'],
  ['-Infinity', 'A valid number is required.'],
  ['1,5', 'A valid number is required.'],
  ['', 'A valid number is required.'],
  [true, 'A valid number is required.'],
  ['12345678', 'Ensure that there are no more than 7 digits in total.'],
  ['0.0005', 'Ensure that there are no more than 3 decimal places.'],
  ['10000', 'Ensure that there are no more than 4 digits before the decimal point.'],
  ['0'.repeat(1001), 'String value too large.'],
])('the decimal %s is refused', (value, message) => {
  expect(price.parse(value, null)).toEqual(refused(message))
})

test('a decimal without limits is kept as it came, unless it would fill the memory', () => {
  const field = decimalField({ maxDigits: null, decimalPlaces: null })
  expect(field.parse('1.50', null)).toEqual(taken('1.50'))
  expect(field.parse('1e999999999', null)).toEqual(refused('String value too large.'))
})
