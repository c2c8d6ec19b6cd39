import { expect, test } from 'vitest'
import { parseJson, writeJson } from './json.ts'

test.each(['3', '3.0', '1e5', '-0', '99999999999999999999', '0.10'])(
  'the number %s is sent as it was recorded',
  (literal) => {
    const text = `{"a":[${literal}]}`
    expect(writeJson(parseJson(text))).toBe(text)
  },
)

test('half a surrogate pair is sent as an escape', () => {
  expect(writeJson(parseJson('"\\ud800"'))).toBe('"\\ud800"')
})
