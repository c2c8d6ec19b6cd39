import { expect, test } from 'vitest'
import { asciiDigits, isLongerThan, length, strip, toInt, truncate } from './python.ts'

test.each([
  ['7', 7],
  [' 7\n', 7],
  ['+4', 4],
  ['-003', -3],
  ['-0', 0],
  ['1_000', 1000],
  ['٣', 3],
  ['\u00a0१२', 12],
  ['9007199254740991', 9007199254740991],
  ['9007199254740993', 9007199254740993n],
  ['-99999999999999999999', -99999999999999999999n],
])('the text %j is the whole number %s', (text, number) => {
  expect(toInt(text)).toBe(number)
})

test.each([
  '',
  ' ',
  'abc',
  '1.0',
  '1e3',
  '_1',
  '1_',
  '1__0',
  '+-1',
  '- 1',
  '0x10',
  '²',
  '\x1c7',
  '\ufeff7',
])('the text %j is no whole number', (text) => {
  expect(toInt(text)).toBeNull()
})

test('a number of more than 4300 digits is not read', () => {
  expect(toInt('9'.repeat(4300))).toBe(10n ** 4300n - 1n)
  expect(toInt('9'.repeat(4301))).toBeNull()
})

test('the ends of a text lose what is white space there, and nothing else', () => {
  expect(strip(' \t\n\x1c\x85\u00a0\u2028\u3000a b\u2003')).toBe('a b')
  expect(strip('\ufeffa\u200b')).toBe('\ufeffa\u200b')
})

test('a character beyond U+FFFF counts as one', () => {
  expect(length('a😀b')).toBe(3)
  expect(length('\ud83d')).toBe(1)
  expect(isLongerThan('😀😀', 2)).toBe(false)
  expect(isLongerThan('😀😀', 1)).toBe(true)
  expect(truncate('a😀b', 2)).toBe('a😀')
  expect(truncate('ab', 2)).toBe('ab')
})

test('digits of every script are read', () => {
  expect(asciiDigits('٠٩ ०९ ０９ 𝟎𝟗𝟘𝟡')).toBe('09 09 09 0909')
})

test('a number of millions of digits is none, and costs nothing', () => {
  expect(toInt(`${'1_'.repeat(4_000_000)}1`)).toBe(null)
})
