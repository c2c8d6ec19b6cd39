import { expect, test } from 'vitest'
import { newTicket, testApp } from '../../../test/app.ts'
import { readFind } from '../../http/find/find.ts'
import { FindFollowUps, LIST, TEXTS } from '../follow-ups/find.ts'
import { withWords } from './words.ts'

test('of words that are in many tickets the first rows are looked through, and it is said', async () => {
  const { db, staff, queue } = await testApp()
  for (const description of ['A grinder', 'A lamp', 'The grinder', 'grinders', 'A grinder']) {
    await staff.post('/api/tickets/', newTicket(queue, { description }))
  }
  const found = async (query: string, most: { rows: number; texts: number; tickets: number }) => {
    const find = readFind(new URLSearchParams(query), FindFollowUps)
    const { all, isExact } = await withWords(db, { list: LIST, texts: TEXTS, find }, most)
    return [all, isExact]
  }
  const enough = { rows: 100, texts: 100, tickets: 100 }
  expect(await found('search=grinder', enough)).toEqual([[5, 3, 1], true])
  expect(await found('search=grinder&ordering=date', enough)).toEqual([[1, 3, 5], true])
  expect(await found('search=grinder', { ...enough, tickets: 2, rows: 3 })).toEqual([[5, 3], false])
  expect(await found('search=grinder', { ...enough, texts: 1 })).toEqual([[5], false])
  expect(await found('search=grinder&ordering=date', { ...enough, tickets: 2, rows: 2 })).toEqual([
    [1],
    false,
  ])
  expect(await found('search=grinder&ticket=3', { ...enough, tickets: 0, rows: 1 })).toEqual([
    [3],
    true,
  ])
})
