import { sql } from 'kysely'
import { Migrator } from 'kysely/migration'
import { expect, onTestFinished, test } from 'vitest'
import { followUpsByTicket } from '../../tickets/follow-ups/queries.ts'
import { type Db, migrate, openDb } from '../index.ts'
import { migrations } from './index.ts'

/** A helpdesk from before follow-ups had a place: two tickets, with three answers and a file. */
async function olderDesk(): Promise<Db> {
  const db = openDb('sqlite::memory:')
  onTestFinished(() => db.destroy())
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } })
  const { error } = await migrator.migrateTo('007-ticket-blocks')
  expect(error).toBeUndefined()
  for (const statement of [
    `insert into queue (id, title, slug) values (1, 'A', 'a'), (2, 'B', 'b')`,
    `insert into ticket (id, queue_id, title, status, priority, secret_key, created, modified)
      values (1, 1, 'One', 1, 3, 's', 'c', 'm'), (2, 2, 'Two', 1, 3, 's', 'c', 'm')`,
    `insert into followup (id, ticket_id, date, comment, public)
      values (1, 1, '2025-01-01', 'a', true), (2, 2, '2025-01-02', 'b', false), (3, 1, '2025-01-03', null, true)`,
    `insert into attachment (followup_id, key, path, filename, mime_type, size)
      values (3, 'k', 'p', 'f', 't', 1)`,
    `insert into ticket_change (followup_id, field) values (2, 'Status')`,
  ]) {
    await sql.raw(statement).execute(db)
  }
  return db
}

async function commentsOf(db: Db, ticket: number) {
  const followUps = (await followUpsByTicket(db, [ticket], () => 'link')).get(ticket) ?? []
  return followUps.map(({ id, comment }) => `${id} ${comment}`)
}

test('follow-ups of an older helpdesk are all there, with what hangs on them', async () => {
  const db = await olderDesk()
  const before = await sql`select * from followup order by id`.execute(db)
  await migrate(db)
  const after = await sql<{ place: number }>`select * from followup order by id`.execute(db)
  expect(after.rows.map(({ place: _, ...row }) => row)).toEqual(before.rows)
  expect(await db.selectFrom('attachment').select(['followup_id', 'queue_id']).execute()).toEqual([
    { followup_id: 3, queue_id: 1 },
  ])
  expect(await db.selectFrom('ticket_change').select('followup_id').execute()).toHaveLength(1)
  expect((await sql`pragma foreign_key_check`.execute(db)).rows).toEqual([])
  expect(await commentsOf(db, 1)).toEqual(['1 a', '3 null'])
})

test('what refers to a row is checked again afterwards, and goes with it', async () => {
  const db = await olderDesk()
  await migrate(db)
  await expect(
    sql`insert into followup (id, ticket_id, date) values (9, 99, 'd')`.execute(db),
  ).rejects.toThrow('FOREIGN KEY')
  await sql`delete from ticket where id = 1`.execute(db)
  expect(await db.selectFrom('followup').select('id').execute()).toEqual([{ id: 2 }])
  expect(await db.selectFrom('attachment').select('id').execute()).toEqual([])
})

test('a follow-up that somebody writes or moves with a SQL prompt is found at its ticket', async () => {
  const db = await olderDesk()
  await migrate(db)
  await sql`insert into followup (id, ticket_id, date, comment) values
    (4, 1, '2025-01-04', 'd'), (5, 2, '2025-01-05', 'e')`.execute(db)
  await sql`update followup set ticket_id = 2 where id = 1`.execute(db)
  expect(await commentsOf(db, 1)).toEqual(['3 null', '4 d'])
  expect(await commentsOf(db, 2)).toEqual(['1 a', '2 b', '5 e'])
})
