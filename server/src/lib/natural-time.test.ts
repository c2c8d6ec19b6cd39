import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { naturalTime } from './natural-time.ts'

interface Recorded {
  now: string
  cases: { value: string; text: string }[]
}

const recorded: Recorded = JSON.parse(
  readFileSync(new URL('../../test/compat/recorded/humanize.json', import.meta.url), 'utf8'),
)

test.each(recorded.cases)('$value reads "$text"', ({ value, text }) => {
  expect(naturalTime(value, recorded.now)).toBe(text)
})

test('a date is read like its text', () => {
  const now = new Date('2026-11-23T12:00:00.500Z')
  expect(naturalTime(new Date('2026-11-23T11:59:58.900Z'), now)).toBe('a second ago')
  expect(naturalTime('2026-11-23T11:59:58.900000Z', now)).toBe('a second ago')
})

test('the end of a long month counts from the end of a short one', () => {
  expect(naturalTime('2023-01-31T00:00:00Z', '2024-03-01T00:00:00Z')).toBe(
    '1\u00a0year, 1\u00a0month ago',
  )
  expect(naturalTime('2024-01-31T00:00:00Z', '2024-03-01T00:00:00Z')).toBe('1\u00a0month ago')
})

test('a month and a day has no weeks to tell of', () => {
  expect(naturalTime('2024-02-01T00:00:00Z', '2024-03-02T00:00:00Z')).toBe('1\u00a0month ago')
})
