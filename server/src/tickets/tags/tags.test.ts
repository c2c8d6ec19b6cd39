import { expect, test } from 'vitest'
import {
  deskWithLevels,
  deskWithTicket,
  REFUSED,
  refusals,
} from '../../../test/desk-with-ticket.ts'
import { inTransaction } from '../../db/index.ts'
import { moveTags } from './queries.ts'

test('a ticket is given tags, others instead, more of them, and loses one', async () => {
  const { staff, path } = await deskWithTicket()
  const tags = async () => (await staff.get(`${path}/tags/`)).json().tags
  const put = await staff.put(`${path}/tags/`, { tags: ['Fire', 'printer', 'fire'] })
  expect([put.statusCode, put.json()]).toEqual([200, { tags: ['fire', 'printer'] }])
  const post = await staff.post(`${path}/tags/`, { tags: ['PRINTER', 'v1.2', 'größe/x'] })
  expect([post.statusCode, post.json().tags]).toEqual([201, ['fire', 'größe/x', 'printer', 'v1.2']])
  for (const name of ['Printer', 'v1%2E2', encodeURIComponent('größe/x')]) {
    expect((await staff.delete(`${path}/tags/${name}/`)).statusCode).toBe(204)
  }
  expect((await staff.delete(`${path}/tags/printer/`)).statusCode).toBe(404)
  expect(await tags()).toEqual(['fire'])
  expect((await staff.put(`${path}/tags/`, { tags: [] })).json().tags).toEqual([])
})

test('a change of tags is told by a private follow-up, and by none where nothing changed', async () => {
  const { staff, path } = await deskWithTicket()
  const before = (await staff.get(`${path}/`)).json().followup_set.length
  await staff.put(`${path}/tags/`, { tags: ['a', 'b'] })
  await staff.put(`${path}/tags/`, { tags: ['B', 'A'] })
  await staff.post(`${path}/tags/`, { tags: ['c'] })
  const followUps = (await staff.get(`${path}/`)).json().followup_set.slice(before)
  expect(
    followUps.map((row: { title: string; public: boolean }) => [row.title, row.public]),
  ).toEqual([
    ['Tags changed', false],
    ['Tags changed', false],
  ])
  const changes = (await staff.get(`${path}/changes/?ordering=id`)).json().results
  expect(
    changes.map((row: { old_value: string; new_value: string }) => [row.old_value, row.new_value]),
  ).toEqual([
    ['', 'a, b'],
    ['a, b', 'a, b, c'],
  ])
})

test('of several who give tickets the same new tags at the same moment nobody fails', async () => {
  const { staff, path, db } = await deskWithTicket()
  const answers = await Promise.all(
    [
      ['x', 'y'],
      ['y', 'x'],
      ['X', 'z'],
    ].map((tags) => staff.post(`${path}/tags/`, { tags })),
  )
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([201, 201, 201])
  expect((await staff.get(`${path}/tags/`)).json().tags.join().toLowerCase()).toBe('x,y,z')
  expect(await db.selectFrom('tag').select('id').execute()).toHaveLength(3)
})

const many = (from: number) => Array.from({ length: 30 }, (_, n) => `tag ${from + n}`)

test('what is no tag is refused, and no tag is made', async () => {
  const { staff, path, db } = await deskWithTicket()
  await staff.put(`${path}/tags/`, { tags: many(0) })
  for (const tags of [
    undefined,
    'x',
    [''],
    ['a,b'],
    ['a\nb'],
    ['x'.repeat(51)],
    [1, null],
    many(30),
  ]) {
    const answer = await staff.post(`${path}/tags/`, { tags })
    expect([answer.statusCode, Object.keys(answer.json())], String(tags)).toEqual([400, ['tags']])
  }
  expect(await db.selectFrom('tag').select('id').execute()).toHaveLength(30)
})

test('the tags of a ticket are seen and changed by whoever may see and answer it', async () => {
  const desk = await deskWithLevels()
  const { admin, staff, tickets } = desk
  expect(await refusals(desk, 'tags', { tags: ['x'] })).toEqual(REFUSED)
  const there = `/api/tickets/${tickets.looked}/tags/`
  await admin.put(there, { tags: ['x'] })
  expect((await staff.put(there, { tags: [] })).statusCode).toBe(403)
  expect((await staff.delete(`${there}x/`)).statusCode).toBe(403)
})

test('tags move to another ticket', async () => {
  const { ctx, staff, id, path, queue, ticketIn } = await deskWithTicket()
  const other = await ticketIn(queue)
  await staff.put(`${path}/tags/`, { tags: ['a', 'b'] })
  await staff.put(`/api/tickets/${other}/tags/`, { tags: ['b', 'c'] })
  await inTransaction(ctx.db, (tx) => moveTags(tx, id, other))
  expect((await staff.get(`${path}/tags/`)).json().tags).toEqual([])
  expect((await staff.get(`/api/tickets/${other}/tags/`)).json().tags).toEqual(['a', 'b', 'c'])
})
