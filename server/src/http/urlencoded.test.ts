import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseUrlencoded } from './urlencoded.ts'

test('fields keep their order, their repetitions and their blank values', () => {
  expect(parseUrlencoded('a=1&b=&c&&a=x=y;z')).toEqual([
    ['a', '1'],
    ['b', ''],
    ['c', ''],
    ['a', 'x=y;z'],
  ])
  expect(parseUrlencoded('')).toEqual([])
})

test('plus signs are spaces and percent signs are undone where they can be', () => {
  expect(parseUrlencoded('a+b=%C3%A4%2B%zz%4')).toEqual([['a b', 'ä+%zz%4']])
})

test('bytes are read in the character set of the request', () => {
  expect(parseUrlencoded('a=%E4', 'latin-1')).toEqual([['a', 'ä']])
  expect(parseUrlencoded('a=%E4')).toEqual([['a', '\ufffd']])
  expect(parseUrlencoded(Buffer.from('a=ä'))).toEqual([['a', 'ä']])
  expect(parseUrlencoded(Buffer.from('a=\xe4', 'latin1'))).toEqual([['a', 'ä']])
})

const fields = (count: number) => Array.from({ length: count }, () => 'a').join('&')

test('more than a thousand fields are refused', () => {
  expect(parseUrlencoded(fields(1000))).toHaveLength(1000)
  expect(() => parseUrlencoded(fields(1001))).toThrow('at most 1000 fields')
})

test('what a browser encodes is what comes out', () => {
  const text = fc.string({ unit: 'grapheme' })
  fc.assert(
    fc.property(fc.array(fc.tuple(text, text), { maxLength: 20 }), (sent) => {
      expect(parseUrlencoded(new URLSearchParams(sent).toString())).toEqual(sent)
    }),
  )
})
