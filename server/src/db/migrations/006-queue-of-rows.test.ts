import { sql } from 'kysely'
import { Migrator } from 'kysely/migration'
import { expect, onTestFinished, test } from 'vitest'
import { type Db, migrate, openDb } from '../index.ts'
import { countRows } from '../tally.ts'
import { migrations } from './index.ts'

/** A helpdesk from before follow-ups and files knew their queue: two queues, and a ticket in each. */
async function olderDesk(): Promise<Db> {
  const db = openDb('sqlite::memory:')
  onTestFinished(() => db.destroy())
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } })
  const { error } = await migrator.migrateTo('005-sequence')
  expect(error).toBeUndefined()
  for (const statement of [
    `insert into queue (id, title, slug) values (1, 'A', 'a'), (2, 'B', 'b')`,
    `insert into ticket (id, queue_id, title, status, priority, secret_key, created, modified)
      values (1, 1, 'One', 1, 3, 's', 'c', 'm'), (2, 2, 'Two', 1, 3, 's', 'c', 'm')`,
    `insert into followup (id, ticket_id, date) values (1, 1, 'd'), (2, 2, 'd'), (3, 2, 'd')`,
    `insert into attachment (followup_id, key, path, filename, mime_type, size)
      values (1, 'k', 'p', 'f', 't', 1), (3, 'l', 'p', 'f', 't', 1), (3, 'm', 'p', 'f', 't', 1)`,
  ]) {
    await sql.raw(statement).execute(db)
  }
  return db
}

const countsIn = (db: Db, queues: 'all' | number[]) =>
  Promise.all([countRows(db, 'followup', queues), countRows(db, 'attachment', queues)])

test('a helpdesk that is brought up to date counts what it has by queue, and goes on from there', async () => {
  const db = await olderDesk()
  expect((await migrate(db))[0]).toBe('006-queue-of-rows')
  expect([await countsIn(db, [1]), await countsIn(db, [2])]).toEqual([
    [1, 1],
    [2, 2],
  ])
  await sql`update ticket set queue_id = 1 where id = 2`.execute(db)
  expect([await countsIn(db, [1]), await countsIn(db, [2])]).toEqual([
    [3, 3],
    [0, 0],
  ])
  await sql`delete from queue where id = 1`.execute(db)
  expect(await countsIn(db, 'all')).toEqual([0, 0])
})

test('what somebody writes with a SQL prompt is in the queue of its ticket all the same', async () => {
  const db = await olderDesk()
  await migrate(db)
  await sql`insert into followup (id, ticket_id, date) values (4, 1, 'd')`.execute(db)
  await sql`insert into attachment (followup_id, queue_id, key, path, filename, mime_type, size)
    values (4, 2, 'n', 'p', 'f', 't', 1)`.execute(db)
  expect(await countsIn(db, [1])).toEqual([2, 2])
  await sql`update followup set ticket_id = 2 where id = 4`.execute(db)
  expect([await countsIn(db, [1]), await countsIn(db, [2])]).toEqual([
    [1, 1],
    [3, 3],
  ])
})
