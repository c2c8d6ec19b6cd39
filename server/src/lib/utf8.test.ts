import { expect, test } from 'vitest'
import { decodeUtf8 } from './utf8.ts'

const bytes = (...values: number[]) => Uint8Array.from(values)

test('a byte order mark is kept', () => {
  expect(decodeUtf8(bytes(0xef, 0xbb, 0xbf, 0x61))).toBe('\ufeffa')
})

test('a last character that is not finished is dropped', () => {
  expect(decodeUtf8(bytes(0x61, 0xf0, 0x9f, 0x98))).toBe('a')
})

test.each([
  [bytes(0x61, 0xff), 'byte 0xff in position 1: invalid start byte'],
  [bytes(0xc1, 0xbf), 'byte 0xc1 in position 0: invalid start byte'],
  [bytes(0xc3, 0x28), 'byte 0xc3 in position 0: invalid continuation byte'],
  [bytes(0xe2, 0x82, 0x28), 'bytes in position 0-1: invalid continuation byte'],
  [bytes(0xed, 0xa0, 0x80), 'byte 0xed in position 0: invalid continuation byte'],
  [bytes(0xf0, 0x9f, 0x98, 0x28), 'bytes in position 0-2: invalid continuation byte'],
])('the message says which bytes are no text: %s', (value, message) => {
  expect(() => decodeUtf8(value)).toThrow(`'utf-8' codec can't decode ${message}`)
})
