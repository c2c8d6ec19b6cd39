import { expect, test } from 'vitest'
import { newTicket, testApp } from '../../../test/app.ts'
import { readFind } from '../../http/find/find.ts'
import { FindFollowUps, LIST, TEXTS } from '../follow-ups/find.ts'
import { MOST, type Texts, withWords } from './words.ts'

test('of words that are in many tickets the first rows are looked through, and it is said', async () => {
  const { db, staff, queue } = await testApp()
  for (const description of ['A grinder', 'A lamp', 'The grinder', 'grinders', 'A grinder']) {
    await staff.post('/api/tickets/', newTicket(queue, { description }))
  }
  const found = async (query: string, most: typeof MOST) => {
    const find = readFind(new URLSearchParams(query), FindFollowUps)
    const { all, isExact } = await withWords(db, { list: LIST, texts: TEXTS, find }, most)
    return [all, isExact]
  }
  const enough = { ...MOST, rows: 100, texts: 100, tickets: 100 }
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

test('however many texts are read, and however long, that takes some ten looks', async () => {
  const { db, staff, queue } = await testApp()
  await staff.post('/api/tickets/', newTicket(queue, { description: 'A grinder' }))
  for (let left = 30; left > 0; left -= 1) {
    const comment = left > 15 ? 'A grinder' : `No news of it. ${'And none. '.repeat(30)} grinder`
    await staff.post('/api/followups/', { ticket: 1, comment })
  }
  const looks: number[] = []
  const texts: Texts = {
    ...TEXTS,
    of: (where, ids) => (looks.push(ids.length), TEXTS.of(where, ids)),
  }
  const search = async (query: string) => {
    looks.length = 0
    const find = readFind(new URLSearchParams(query), FindFollowUps)
    const most = { ...MOST, read: 4000, piece: 500 }
    return withWords(db, { list: LIST, texts, find }, most)
  }
  // The oldest are short, and read in one piece: the opening one and fifteen answers.
  const { all, isExact } = await search('search=grinder&ticket=1&ordering=date')
  expect([all.length, isExact]).toEqual([28, false])
  expect(looks).toEqual([17, ...looks.slice(1).map(() => 1)])
  expect((await search('search=zebra')).isExact).toBe(true)
  expect(looks).toEqual([])
})
