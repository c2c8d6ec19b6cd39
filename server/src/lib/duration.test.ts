import { expect, test } from 'vitest'
import { parseDuration } from './duration.ts'

const HOUR = 3_600_000_000n

test.each([
  ['01:30:00', (HOUR * 3n) / 2n],
  ['01:30', 90_000_000n],
  ['90.5', 90_500_000n],
  ['1 02:03:04', HOUR * 26n + 184_000_000n],
  ['1 day, 2:03:04', HOUR * 26n + 184_000_000n],
  ['2 days 03:04:05', HOUR * 51n + 245_000_000n],
  ['-01:00:00', -HOUR],
  ['-1 01:00:00', -23n * HOUR],
  ['+01:00:00', HOUR],
  ['PT1H30M', (HOUR * 3n) / 2n],
  ['P1,5D', 36n * HOUR],
  ['-P1DT1H', -25n * HOUR],
  ['PT0.0000005S', 0n],
  ['PT0.0000015S', 2n],
  ['01:30:00,1234567', (HOUR * 3n) / 2n + 123_456n],
  ['', 0n],
  ['٣:٣٠', 210_000_000n],
])('%j is a duration of %s microseconds', (text, micros) => {
  expect(parseDuration(text)).toBe(micros)
})

test.each(['abc', ' 01:30:00', '1h30m', 'pt1h', 'P1M', 'P1W', '::', '1:2:3:4'])(
  '%j is no duration',
  (text) => {
    expect(parseDuration(text)).toBeNull()
  },
)

test.each(['1000000000 00:00:00', '-999999999 -00:00:01', '9'.repeat(400), `P${'9'.repeat(400)}D`])(
  'a duration has fewer than a billion days: %s',
  (text) => {
    expect(parseDuration(text)).toBe('out of range')
  },
)
