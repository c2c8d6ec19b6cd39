import { StatementSync } from 'node:sqlite'
import { expect, test, vi } from 'vitest'
import { testApp } from '../../test/app.ts'
import type { Person } from '../../test/people.ts'
import { isPostgres } from '../db/index.ts'
import { addQueue } from '../queues/add.ts'

/** How many rows a page has, and how many statements it took. */
async function costOf(person: Person, path: string) {
  // What is remembered until something is written has been read by the first request.
  await person.get(path)
  const all = vi.spyOn(StatementSync.prototype, 'all')
  const answer = await person.get(path)
  const statements = all.mock.contexts
    .map((statement) => (statement as StatementSync).sourceSQL)
    .filter((sql) => sql.startsWith('select'))
  all.mockRestore()
  return { rows: answer.json().results.length as number, statements }
}

test('a page takes as many statements, however many rows and queues it shows', async () => {
  const { ctx, db, admin, staff } = await testApp({ BELLHOP_QUEUE_PERMISSIONS: 'true' })
  const ids: number[] = []
  for (const slug of ['a', 'b', 'c']) {
    ids.push((await addQueue(ctx, { slug, title: slug, allow_public_submission: true })).id)
  }
  const replies = await db
    .insertInto('preset_reply')
    .values(Array.from({ length: 60 }, (_, at) => ({ name: `Reply ${at}`, body: 'Hello.' })))
    .returning('id')
    .execute()
  const links = replies.flatMap(({ id }) =>
    ids.map((queue_id) => ({ preset_reply_id: id, queue_id })),
  )
  await db.insertInto('preset_reply_queue').values(links).execute()

  for (const person of [admin, staff]) {
    const path = `/api/preset-replies/?queue=${ids[0]}&page_size=`
    const [few, many] = [await costOf(person, `${path}1`), await costOf(person, `${path}50`)]
    expect([few.rows, many.rows]).toEqual([1, 50])
    expect(many.statements).toHaveLength(few.statements.length)
    if (!isPostgres(db)) expect(few.statements.length).toBeGreaterThan(2)
  }
})
