import { expect, test } from 'vitest'
import { emptyDb } from '../../test/database.ts'
import { anyOf, listOf, prepared } from './prepared.ts'

const JOHN = {
  password: '',
  email: '',
  first_name: '',
  last_name: '',
  date_joined: '2025-01-01T00:00:00.000000Z',
}
const FLAGS = { is_active: true, is_staff: false, is_superuser: false }
const MAILS = { email_on_ticket_change: true, email_on_ticket_assign: true }

async function people() {
  const db = await emptyDb()
  for (const username of ['ada', 'bob', `o'hara`]) {
    const row = { username, ...JOHN, ...FLAGS, ...MAILS }
    await db.insertInto('user').values(row).execute()
  }
  return db
}

test('a prepared query is built once, and run with other values each time', async () => {
  const db = await people()
  let built = 0
  const named = prepared<{ name: string }, { id: number }>((on, param) => {
    built += 1
    return on.selectFrom('user').select('id').where('username', '=', param('name'))
  })
  expect(await named(db, { name: 'ada' })).toEqual([{ id: 1 }])
  expect(await named(db, { name: `o'hara` })).toEqual([{ id: 3 }])
  expect(await named(db, { name: `x' or '1' = '1` })).toEqual([])
  expect(built).toBe(1)
})

test('a prepared query serves several databases', async () => {
  const [full, empty] = [await people(), await emptyDb()]
  const all = prepared<object, { id: number }>((db) => db.selectFrom('user').select('id'))
  expect(await all(full, {})).toHaveLength(3)
  expect(await all(empty, {})).toEqual([])
  expect(await all(full, {})).toHaveLength(3)
})

test('a list is one value, however many there are in it', async () => {
  const db = await people()
  const some = prepared<{ ids: string }, { id: number }>((on, param) =>
    on
      .selectFrom('user')
      .select('id')
      .where('id', 'in', anyOf(on, param('ids')))
      .orderBy('id'),
  )
  const many = Array.from({ length: 50_000 }, (_, i) => i + 2)
  expect(await some(db, { ids: listOf([]) })).toEqual([])
  expect(await some(db, { ids: listOf([3, 1, 3]) })).toEqual([{ id: 1 }, { id: 3 }])
  expect(await some(db, { ids: listOf(many) })).toEqual([{ id: 2 }, { id: 3 }])
})

test('flags, objects and numbers beyond 2^53 come back as what they are', async () => {
  const db = await people()
  const flags = prepared<{ id: number }, { is_active: boolean; is_staff: boolean }>((on, param) =>
    on.selectFrom('user').select(['is_active', 'is_staff']).where('id', '=', param('id')),
  )
  expect(await flags(db, { id: 1 })).toEqual([{ is_active: true, is_staff: false }])
  const tally = { kind: 'followup', queue_id: 0, status: 0 } as const
  const huge = (2n ** 60n) as unknown as number
  await db
    .insertInto('tally')
    .values({ ...tally, count: huge })
    .execute()
  const counts = prepared<object, { count: number; status: number }>((on) =>
    on.selectFrom('tally').select(['count', 'status']).where('kind', '=', 'followup'),
  )
  const read = await counts(db, {})
  expect(read).toEqual([{ count: huge, status: 0 }])
  expect(await counts(db, {})).toEqual(read)
})
