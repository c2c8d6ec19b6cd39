import { assert as check, json, property, string } from 'fast-check'
import { expect, test } from 'vitest'
import { Float, type Value, isDict, str } from '../lib/value.ts'
import { JsonError, jsonNumber, parseJson } from './json.ts'

test.each([
  ['{"a": 1, "b": [true, null, "x"]}', "{'a': 1, 'b': [True, None, 'x']}"],
  ['[1, 1.0, 1e2, -0, -0.0, 1E400]', '[1, 1.0, 100.0, 0, -0.0, inf]'],
  ['[9007199254740991, 9007199254740993]', '[9007199254740991, 9007199254740993]'],
  ['{"a":1,"a":2}', "{'a': 2}"],
  ['{"__proto__": 1}', "{'__proto__': 1}"],
  [' \t\r\n[ ] ', '[]'],
  ['["\\u00e9\\ud83d\\ude00\\/\\b"]', "['é😀/\\x08']"],
  ['["\\ud800"]', "['\\ud800']"],
])('%s is read', (text, value) => {
  expect(str(parseJson(text))).toBe(value)
})

test('whole numbers and fractions are told apart', () => {
  expect(parseJson('3')).toBe(3)
  expect(parseJson('3.0')).toEqual(new Float(3))
  expect(parseJson('18446744073709551616')).toBe(18446744073709551616n)
})

test.each([
  ['', 'Expecting value: line 1 column 1 (char 0)'],
  ['nul', 'Expecting value: line 1 column 1 (char 0)'],
  ['[1,]', 'Expecting value: line 1 column 4 (char 3)'],
  ['{', 'Expecting property name enclosed in double quotes: line 1 column 2 (char 1)'],
  ['{"a":1,}', 'Expecting property name enclosed in double quotes: line 1 column 8 (char 7)'],
  ['{"a" 1}', "Expecting ':' delimiter: line 1 column 6 (char 5)"],
  ['[1 2]', "Expecting ',' delimiter: line 1 column 4 (char 3)"],
  ['{}{}', 'Extra data: line 1 column 3 (char 2)'],
  ['01', 'Extra data: line 1 column 2 (char 1)'],
  ['"abc', 'Unterminated string starting at: line 1 column 1 (char 0)'],
  ['"a\x01"', 'Invalid control character at: line 1 column 3 (char 2)'],
  ['"a\\x"', 'Invalid \\escape: line 1 column 3 (char 2)'],
  ['"\\u12"', 'Invalid \\uXXXX escape: line 1 column 3 (char 2)'],
  ['{"é😀":\n tru}', 'Expecting value: line 2 column 2 (char 8)'],
  ['\ufeff{}', 'Unexpected UTF-8 BOM (decode using utf-8-sig): line 1 column 1 (char 0)'],
  ['[NaN]', "Out of range float values are not JSON compliant: 'NaN'"],
  ['-Infinity', "Out of range float values are not JSON compliant: '-Infinity'"],
])('what is wrong with %j is said, and where', (text, message) => {
  expect(() => parseJson(text)).toThrow(new JsonError(message))
})

test('a number of thousands of digits is refused before it costs anything', () => {
  expect(() => parseJson('9'.repeat(4301))).toThrow('value has 4301 digits')
})

test('deep nesting is refused, and never exhausts the stack', () => {
  expect(() => parseJson('['.repeat(900) + ']'.repeat(900))).not.toThrow()
  expect(() => parseJson('['.repeat(1_000_000))).toThrow(JsonError)
  expect(() => parseJson('{"a":'.repeat(200_000))).toThrow(JsonError)
})

test('a large number is written with all of its digits', () => {
  expect(JSON.stringify({ most: jsonNumber(2n ** 63n - 1n), few: jsonNumber(3) })).toBe(
    '{"most":9223372036854775807,"few":3}',
  )
})

test('what is JSON to others is read, and to the same values', () => {
  check(
    property(json(), (text) => {
      expect(plain(parseJson(text))).toEqual(JSON.parse(text))
    }),
  )
})

test('whatever else comes gives an error that says so', () => {
  check(
    property(string({ unit: 'binary' }), (text) => {
      try {
        parseJson(text)
      } catch (error) {
        expect(error).toBeInstanceOf(JsonError)
      }
    }),
  )
})

function plain(value: Value): unknown {
  if (value instanceof Float) return value.value
  if (typeof value === 'bigint') return Number(value)
  if (Array.isArray(value)) return value.map(plain)
  if (!isDict(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]))
}
