import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { emptyDb } from '../../test/database.ts'
import { gathered } from './gathered.ts'
import { shared } from './shared.ts'
import { type Db, inTransaction } from './index.ts'

/** Settings by their name, and what was asked of the database for them. */
function settings() {
  const asked: string[][] = []
  const read = async (db: Db, names: string[]) => {
    asked.push(names)
    return db.selectFrom('setting').selectAll().where('name', 'in', names).execute()
  }
  const { one, several } = gathered<string, string | null>({
    one: async (db, name) => (await read(db, [name]))[0]?.value ?? null,
    many: async (db, names) =>
      new Map((await read(db, names)).map(({ name, value }) => [name, value])),
    none: null,
  })
  return { asked, valueOf: one, valuesOf: several }
}

const put = (db: Db, name: string, value: string) =>
  db
    .insertInto('setting')
    .values({ name, value })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
    .execute()

test('those who ask at the same moment ask together, and each one gets its own answer', async () => {
  const db = await emptyDb()
  await put(db, 'a', '1')
  await put(db, 'b', '2')
  const { asked, valueOf } = settings()
  const names = ['a', 'b', 'none', 'a']
  expect(await Promise.all(names.map((name) => valueOf(db, name)))).toEqual(['1', '2', null, '1'])
  expect(asked).toEqual([['a', 'b', 'none']])
})

test('who asks for several gets each of them by its key', async () => {
  const db = await emptyDb()
  await put(db, 'a', '1')
  const { valuesOf } = settings()
  expect(await valuesOf(db, ['a', 'none'])).toEqual(
    new Map([
      ['a', '1'],
      ['none', null],
    ]),
  )
})

test('nobody gets what was read before they asked', async () => {
  const db = await emptyDb()
  await put(db, 'a', 'old')
  const oneByOne = shared<object, { value: string }>(async (from) => {
    const { rows } = await sql<{ value: string }>`
      select value, pg_advisory_xact_lock_shared(1) from setting where name = 'a'`.execute(from)
    return rows
  })
  const [first, second] = await inTransaction(db, async (tx) => {
    await sql`select pg_advisory_xact_lock(1)`.execute(tx)
    const early = oneByOne(db, {})
    await expect
      .poll(async () => {
        const waiting = sql`select from pg_stat_activity where wait_event_type = 'Lock'
          and datname = current_database()`
        return (await waiting.execute(db)).rows
      })
      .toHaveLength(1)
    await put(db, 'a', 'new')
    return [early, oneByOne(db, {})]
  }).then((promises) => Promise.all(promises))
  expect([first, second]).toEqual([
    [expect.objectContaining({ value: 'old' })],
    [expect.objectContaining({ value: 'new' })],
  ])
})

test('a transaction asks for itself, and sees what it has written', async () => {
  const db = await emptyDb()
  const { valueOf } = settings()
  const seen = await inTransaction(db, async (tx) => {
    await put(tx, 'a', 'mine')
    return [await valueOf(tx, 'a'), await valueOf(db, 'a')]
  })
  expect(seen).toEqual(['mine', null])
})

test('a failure reaches all who asked, and none who ask afterwards', async () => {
  const db = await emptyDb()
  let fails = true
  const failing = shared<{ id: number }, { n: number }>(async (from) => {
    const { rows } = await sql<{ n: number }>`select 1 / ${fails ? 0 : 1}::integer as n`.execute(
      from,
    )
    return rows
  })
  const answers = await Promise.allSettled([failing(db, { id: 1 }), failing(db, { id: 2 })])
  expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  fails = false
  expect(await failing(db, { id: 1 })).toEqual([{ n: 1 }])
})
