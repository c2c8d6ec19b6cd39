import { expect, test } from 'vitest'
import type { Figures } from './figures.ts'
import { checksFor } from './targets.ts'

const FIGURES: Figures = {
  name: 'ticket',
  tickets: 1000,
  rate: 5000,
  p50: 1,
  p99: 2,
  cpu: 0.1,
  memory: 100,
  toBare: 0.3,
  toBareCpu: 0.2,
  bareRate: 17_000,
  bareCpu: 0.05,
  toSqlite: null,
  sqliteRate: null,
  toSmallest: 1,
  toFirst: 1,
}
const missed = (figures: Partial<Figures>[], tolerance = 1, postgres = false) =>
  checksFor(
    figures.map((figure) => ({ ...FIGURES, ...figure })),
    { postgres, tolerance },
  )
    .filter(({ ok }) => !ok)
    .map(({ promise }) => promise)

test('a run that is good enough misses no target', () => {
  expect(missed([{}, { tickets: 100_000 }])).toEqual([])
})

test('a server that is slow beside a bare one misses its target', () => {
  expect(missed([{ toBare: 0.2 }])).toEqual(['ticket: rate as a part of bare node:http'])
  expect(missed([{ toBare: 0.2 }], 0.7)).toEqual([])
})

test('only the largest helpdesk is held against a bare server', () => {
  expect(missed([{ toBare: 0.2 }, { tickets: 100_000 }])).toEqual([])
})

test('requests that take longer because there are more tickets miss the target', () => {
  expect(missed([{}, { tickets: 100_000, toSmallest: 1.4 }])).toEqual([
    'ticket: time with 100000 tickets over that with 1000',
  ])
})

test('with a million of them it may take half as long again', () => {
  expect(missed([{}, { tickets: 1_000_000, toSmallest: 1.4 }])).toEqual([])
  expect(missed([{}, { tickets: 1_000_000, toSmallest: 1.6 }])).toHaveLength(1)
})

test('a page far down may take ten times what the first one takes', () => {
  const far = { name: 'page in the middle' }
  expect(missed([{ name: 'list of 25' }, { ...far, toFirst: 0.11 }])).toEqual([])
  expect(missed([{ name: 'list of 25' }, { ...far, toFirst: 0.09 }])).toEqual([
    'page in the middle: time over that of the first',
  ])
})

test('on PostgreSQL other targets hold', () => {
  expect(missed([{ toBare: 0.11, memory: 200 }], 1, true)).toEqual([])
  expect(missed([{ toBare: 0.09 }], 1, true)).toEqual(['ticket: rate as a part of bare node:http'])
})

test('a server that grows misses the target on any machine', () => {
  expect(missed([{ memory: 151 }], 0.1)).toEqual(['memory of the server under load, MB'])
})

test('what the system does not say is not held against it', () => {
  expect(missed([{ memory: null }])).toEqual([])
})
