import { expect, test } from 'vitest'
import { naturalTime } from '../../src/lib/natural-time.ts'
import { parseJson } from './json.ts'
import { judgeOf } from './volatile.ts'

const NOW = Date.now()
const DUE = '2031-01-01T00:00:00.000000Z'
const iso = (time: number) => new Date(time).toISOString().replace('Z', '001Z')

function judged(kind: string, expected: string, actual: string) {
  const span = { from: NOW, to: NOW }
  const body = parseJson('{"results":[{"id":4,"due_date":"soon"}]}')
  const timeOf = (id: number, column: string) =>
    id === 4 && column === 'due_date' ? DUE : undefined
  const judge = judgeOf(new Map([['$.results[0].due_date', kind]]), {
    body,
    scenario: span,
    request: span,
    timeOf,
  })
  return judge('$.results[0].due_date', expected, actual) === null
}

const LINK = 'http://helpdesk.test/media/x/notes.txt'
const UUID = '5b1c6b1e-6f0c-4a57-9d3c-0c2f0a1d9e77'
const OTHER = '00000000-0000-4000-8000-000000000008'

test.each([
  ['timestamp-now', iso(0), iso(NOW), true],
  ['timestamp-now', iso(0), iso(NOW - 60_000), false],
  ['timestamp-now', iso(0), String(NOW), false],
  ['file-url', LINK, 'http://helpdesk.test/files/abc?signature=d', true],
  ['file-url', LINK, 'http://elsewhere.test/files/abc', false],
  ['file-url', LINK, '/files/abc', false],
  ['contains-random-uuid', `a/b-${UUID}/c.txt`, `a/b-${OTHER}/c.txt`, true],
  ['contains-random-uuid', `a/b-${UUID}/c.txt`, `a/b-${OTHER}/d.txt`, false],
  ['random-suffix', 'a/new_x7Yab1Q.txt', 'a/new_AAAAAAA.txt', true],
  ['random-suffix', 'a/new_x7Yab1Q.txt', 'a/new.txt', false],
  ['humanized-relative-to-recorded_at', 'soon', naturalTime(DUE, new Date(NOW)), true],
  ['humanized-relative-to-recorded_at', 'soon', '3\u00a0minutes ago', false],
  ['a kind of tomorrow', 'text', 'another text', true],
])('a value of the kind %s that was %s may be %s: %s', (kind, expected, actual, fine) => {
  expect(judged(kind, expected, actual)).toBe(fine)
})

test('a value that is not listed is compared', () => {
  const span = { from: NOW, to: NOW }
  const around = { body: null, scenario: span, request: span, timeOf: () => undefined }
  expect(judgeOf(new Map(), around)('$.a', 'x', 'y')).toBeUndefined()
})

test('nothing is not accepted where something was', () => {
  const span = { from: NOW, to: NOW }
  const around = { body: null, scenario: span, request: span, timeOf: () => undefined }
  const judge = judgeOf(new Map([['$.a', 'file-url']]), around)
  expect(judge('$.a', LINK, null)).toMatchObject({ at: '$.a', actual: 'null' })
})
