import { expect, test } from 'vitest'
import { formatDateTime, formatDecimal, formatDuration } from './represent.ts'

test('a moment is shown with a fraction only where it has one', () => {
  expect(formatDateTime('2025-02-01T10:00:00.000000Z')).toBe('2025-02-01T10:00:00Z')
  expect(formatDateTime('2025-02-01T10:00:00.500000Z')).toBe('2025-02-01T10:00:00.500000Z')
})

test.each<[number | bigint, string]>([
  [0, '00:00:00'],
  [5_400_000_000, '01:30:00'],
  [93_784_250_000, '1 02:03:04.250000'],
  [-3_600_000_000, '-1 23:00:00'],
  [-82_800_000_000, '-1 01:00:00'],
  [17_280_000_000_000_000n, '200000 00:00:00'],
])('%s microseconds are shown as %s', (micros, text) => {
  expect(formatDuration(micros)).toBe(text)
})

test('a stored number is shown with its decimal places, if it still is one', () => {
  const limits = { maxDigits: 7, decimalPlaces: 3 }
  expect(formatDecimal('42.5', limits)).toBe('42.500')
  expect(formatDecimal('0.0005', limits)).toBe('0.000')
  expect(formatDecimal('x', limits)).toBeNull()
  expect(formatDecimal('123456', limits)).toBeNull()
  expect(formatDecimal('1e3', { maxDigits: null, decimalPlaces: null })).toBe('1000')
})
