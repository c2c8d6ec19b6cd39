import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { readAside } from './aside.ts'
import { type Db, migrate, openDb } from './index.ts'

/** A database on the disk. */
async function onDisk(): Promise<Db> {
  const folder = mkdtempSync(join(tmpdir(), 'bellhop-aside-'))
  const db = openDb(`sqlite:${join(folder, 'test.sqlite')}`)
  onTestFinished(async () => {
    await db.destroy()
    rmSync(folder, { recursive: true })
  })
  await migrate(db)
  return db
}

const query = (db: Db, text: string) => ({ compile: () => sql.raw(text).compile(db) })

/** Takes about as long as a report of many tickets. */
const SLOW = `with recursive n(i) as (select 1 union all select i + 1 from n where i < 150000)
  select max(i) as most from n`

test('others are answered while a long query of SQLite runs, and it sees what was committed', async () => {
  const db = await onDisk()
  await db.insertInto('setting').values({ name: 'a', value: 'b' }).execute()
  const state = { isDone: false }
  const slow = readAside(db, query(db, SLOW) as never).finally(() => (state.isDone = true))
  let meanwhile = 0
  while (!state.isDone) {
    await db.selectFrom('setting').selectAll().execute()
    await turn()
    meanwhile += 1
  }
  expect(await slow).toEqual([{ most: 150_000 }])
  expect(meanwhile).toBeGreaterThan(2)
  const settings = db.selectFrom('setting').selectAll().where('name', '=', 'a')
  expect(await readAside(db, settings)).toEqual([{ name: 'a', value: 'b' }])
})

test('a query that fails is told so, and one that writes is refused', async () => {
  const db = await onDisk()
  await expect(readAside(db, query(db, 'select * from nowhere') as never)).rejects.toThrow(
    'no such table',
  )
  const writes = query(db, "insert into setting (name, value) values ('a', 'b')")
  await expect(readAside(db, writes as never)).rejects.toThrow('readonly')
})

test('a database in memory is asked where it is', async () => {
  const db = openDb('sqlite::memory:')
  onTestFinished(() => db.destroy())
  expect(await readAside(db, query(db, 'select 1 as one') as never)).toEqual([{ one: 1 }])
})
