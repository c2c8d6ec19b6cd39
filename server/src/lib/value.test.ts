import { expect, test } from 'vitest'
import { type Dict, Float, type Value, str, typeName } from './value.ts'

const dict = (entries: Dict): Dict => Object.assign(Object.create(null), entries)
const file = { filename: 'a.txt', size: 3 }

test.each<[string, Value]>([
  ['NoneType', null],
  ['bool', true],
  ['int', 3],
  ['int', 99999999999999999999n],
  ['float', new Float(3)],
  ['str', ''],
  ['list', []],
  ['dict', dict({})],
  ['InMemoryUploadedFile', file],
  ['TemporaryUploadedFile', { filename: 'a.txt', size: 3_000_000 }],
])('messages call a value %s', (name, value) => {
  expect(typeName(value)).toBe(name)
})

test.each<[Value, string]>([
  ['x', 'x'],
  [null, 'None'],
  [true, 'True'],
  [3, '3'],
  [[3, 'x', null, false], "[3, 'x', None, False]"],
  [dict({ a: 1, b: [new Float(1)] }), "{'a': 1, 'b': [1.0]}"],
  [["it's"], '["it\'s"]'],
  [['\'"'], "['\\'\"']"],
  [['a\n\\\u200b\u00a0é😀\x7f'], "['a\\n\\\\\\u200b\\xa0é😀\\x7f']"],
  [file, 'a.txt'],
])('%j is written %s', (value, text) => {
  expect(str(value)).toBe(text)
})

test.each([
  [1, '1.0'],
  [-0, '-0.0'],
  [0.0001, '0.0001'],
  [0.00001, '1e-05'],
  [123456.789, '123456.789'],
  [1e15, '1000000000000000.0'],
  [1e16, '1e+16'],
  [1.5e300, '1.5e+300'],
  [5e-324, '5e-324'],
  [Infinity, 'inf'],
  [-Infinity, '-inf'],
])('the fraction %s is written %s', (value, text) => {
  expect(str(new Float(value))).toBe(text)
})
