import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { emptyDb } from '../../test/database.ts'
import { countTickets } from '../db/tally.ts'
import { seed } from '../seed/seed.ts'
import { pageOfTickets } from './page.ts'

/** Fifteen thousand tickets were opened; a third of the first half have gone, and some have moved. */
async function desk() {
  const db = await emptyDb()
  await seed(db, { tickets: 15_000, staff: [], now: new Date('2026-03-01') })
  await sql`delete from ticket where id < 7500 and id % 3 = 1`.execute(db)
  await sql`delete from ticket where id between 4000 and 9000 and status = 1`.execute(db)
  await sql`update ticket set status = 5 where id % 7 = 2`.execute(db)
  return db
}

test('a page far down the list holds what would be there if all before it were counted', async () => {
  const db = await desk()
  for (const statuses of [[], [4], [5], [1, 4], [1, 2, 3, 4, 5]]) {
    const filter = { statuses, queues: 'all' as const }
    const { rows } = await sql<{ id: number }>`select id from ticket
      where ${statuses.length === 0} or status in (${sql.join([0, ...statuses])}) order by id`.execute(
      db,
    )
    const count = await countTickets(db, filter)
    expect(count).toBe(rows.length)
    for (let offset = 25; offset < count; offset += 613) {
      const limit = Math.min(25, count - offset)
      const page = await pageOfTickets(db, filter, { limit, offset, count })
      const expected = rows.slice(offset, offset + limit).map(({ id }) => id)
      expect([statuses, offset, page.map(({ id }) => id)]).toEqual([statuses, offset, expected])
    }
  }
})
