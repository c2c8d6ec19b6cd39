import { sql } from 'kysely'
import { expect, inject, onTestFinished, test } from 'vitest'
import { makeEmptyDatabase } from '../../test/postgres/databases.ts'
import { migrate, openDb } from './index.ts'
import { migrations } from './migrations/index.ts'

test('of several processes that start on a database with nothing in it, one makes the tables', async () => {
  const { url, drop } = await makeEmptyDatabase(inject('postgres')!)
  onTestFinished(drop)
  const all = Array.from({ length: 6 }, () => openDb(url, { poolSize: 1 }))
  onTestFinished(async () => void (await Promise.all(all.map((db) => db.destroy()))))
  // All are connected already, so that none of them comes too late.
  await Promise.all(all.map((db) => sql`select 1`.execute(db)))

  const made = await Promise.all(all.map((db) => migrate(db)))
  expect(made.flat()).toEqual(Object.keys(migrations))
  expect(await Promise.all(all.map((db) => migrate(db)))).toEqual(all.map(() => []))
})
