import { expect, test } from 'vitest'
import { jsonDifferences } from './differences.ts'
import { parseJson } from './json.ts'

const differences = (expected: string, actual: string) =>
  jsonDifferences(parseJson(expected), parseJson(actual), () => undefined)

test('equal answers do not differ', () => {
  expect(differences('{"a":[1,{"b":null}]}', '{"a":[1,{"b":null}]}')).toEqual([])
})

test.each([
  ['a number in another form', '{"a":3}', '{"a":3.0}', '$.a', '3', '3.0'],
  ['a number as text', '{"a":[3]}', '{"a":["3"]}', '$.a[0]', '3', '"3"'],
  ['a missing key', '{"a":1,"b":2}', '{"a":1}', '$.b', '2', 'nothing'],
  ['a missing null', '{"a":null}', '{}', '$.a', 'null', 'nothing'],
  ['a key too many', '{}', '{"a":{"b":1}}', '$.a', 'nothing', '{"b":1}'],
  ['another order of keys', '{"a":1,"b":2}', '{"b":2,"a":1}', '$ (order of keys)', 'a, b', 'b, a'],
  ['a list that is too short', '[1,2]', '[1]', '$ (length)', '2', '1'],
  ['a list in place of an object', '{"a":{}}', '{"a":[]}', '$.a', '{}', '[]'],
])('%s is a difference', (_, wanted, got, at, expected, actual) => {
  expect(differences(wanted, got)).toEqual([{ at, expected, actual }])
})

const judge = (path: string) => (path === '$.date' ? null : undefined)

test('a value that changes from run to run is judged, not compared', () => {
  const [wanted, got] = [parseJson('{"date":"then","a":1}'), parseJson('{"date":"now","a":1}')]
  expect(jsonDifferences(wanted, got, judge)).toEqual([])
})
