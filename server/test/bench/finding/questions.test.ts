import { expect, test } from 'vitest'
import { pairsOfFilters } from './questions.ts'

test('every two filters are asked in three orders, and every order about as often as the others', () => {
  const questions = pairsOfFilters(new Date()).map((path) => {
    const [one, other, order] = path.slice(path.indexOf('?') + 1).split('&')
    return { pair: `${one}&${other}`, order: order! }
  })
  for (const asked of Map.groupBy(questions, ({ pair }) => pair).values()) {
    expect(new Set(asked.map(({ order }) => order)).size).toBe(3)
  }
  const times = Array.from(
    Map.groupBy(questions, ({ order }) => order).values(),
    ({ length }) => length,
  )
  expect(times).toHaveLength(12)
  expect(Math.max(...times) - Math.min(...times)).toBeLessThanOrEqual(1)
})
