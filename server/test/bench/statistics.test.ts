import { expect, test } from 'vitest'
import { median, percentile, ratios } from './statistics.ts'

test('a median is the middle one, or what is between the two in the middle', () => {
  expect(median([3, 1, 2])).toBe(2)
  expect(median([4, 1, 2, 3])).toBe(2.5)
})

test('a median of what is not known is not made up', () => {
  expect(median([])).toBeNull()
  expect(median([1, null, 2])).toBeNull()
})

test('99 of 100 values are at or below the 99th percentile', () => {
  const sorted = Array.from({ length: 100 }, (_, index) => index + 1)
  expect(percentile(sorted, 0.99)).toBe(99)
  expect(percentile(sorted, 0.5)).toBe(50)
  expect(percentile([7], 0.99)).toBe(7)
})

test('rates are compared round by round', () => {
  expect(ratios([1, 4], [2, 4])).toEqual([0.5, 1])
})
