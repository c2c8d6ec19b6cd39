import { sql } from 'kysely'
import { Migrator } from 'kysely/migration'
import { expect, onTestFinished, test } from 'vitest'
import { migrate, openDb } from '../index.ts'
import { migrations } from './index.ts'

test('categories of an older helpdesk that have one slug are told apart', async () => {
  const db = openDb('sqlite::memory:')
  onTestFinished(() => db.destroy())
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } })
  expect((await migrator.migrateTo('009-audit-and-levels')).error).toBeUndefined()
  await sql`insert into kb_category (id, name, title, slug, description, public)
    values (1, 'a', 'A', 'same', '', true), (2, 'b', 'B', 'same', '', true),
      (3, 'c', 'C', 'other', '', true)`.execute(db)
  await sql`insert into kb_item (category_id, title, question, answer, enabled, last_updated)
    values (2, 't', 'q', 'a', true, '2025-01-01T00:00:00.000000Z')`.execute(db)
  await migrate(db)
  const slugs = await db.selectFrom('kb_category').select('slug').orderBy('id').execute()
  expect(slugs.map(({ slug }) => slug)).toEqual(['same', 'same-2', 'other'])
  const item = await db.selectFrom('kb_item').selectAll().executeTakeFirstOrThrow()
  expect([item.votes, item.recommendations, item.position]).toEqual([0, 0, null])
})
