import { expect, test } from 'vitest'
import { parseDecimal, plain, rescale } from './decimal.ts'

const written = (text: string, places?: number) => {
  const number = parseDecimal(text)
  return number && plain(places === undefined ? number : rescale(number, places))
}

test.each([
  ['00012.50', '12.50'],
  ['.5', '0.5'],
  ['5.', '5'],
  ['-0', '-0'],
  ['1e3', '1000'],
  ['1E-3', '0.001'],
  ['0e5', '0'],
  ['1_000', '1000'],
  ['٣.٣', '3.3'],
])('%s is the number %s', (text, number) => {
  expect(written(text)).toBe(number)
})

test.each([
  '',
  '.',
  'abc',
  'NaN',
  'Infinity',
  '1e',
  '--1',
  '1 0',
  '1,5',
  '0x1',
  '1e9999999999999999999',
])('%j is no number', (text) => {
  expect(parseDecimal(text)).toBeNull()
})

test('rounding takes a half to the even neighbour', () => {
  expect(written('0.125', 2)).toBe('0.12')
  expect(written('0.135', 2)).toBe('0.14')
  expect(written('0.1251', 2)).toBe('0.13')
  expect(written('0.9999', 2)).toBe('1.00')
  expect(written('0.0004', 2)).toBe('0.00')
  expect(written('12', 3)).toBe('12.000')
  expect(written('-0', 3)).toBe('-0.000')
})
