import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { deskWith } from '../../test/many-tickets.ts'
import { inTransaction } from '../db/index.ts'
import { newestIds } from './queries.ts'

test.for([
  ['a person', 1],
  ['nobody', null],
] as const)('the newest tickets of %s are read from an index, and no others', async ([, user]) => {
  const { ctx } = await deskWith(1500)
  await inTransaction(ctx.db, async (tx) => {
    await sql`set local enable_seqscan = off`.execute(tx)
    await sql`set local enable_bitmapscan = off`.execute(tx)
    const ids = newestIds(tx, user, [1, 2])
    const { rows } = await sql<{ 'QUERY PLAN': string }>`explain analyze ${ids}`.execute(tx)
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n')
    expect(plan).toMatch(/Index (Only )?Scan Backward using ticket_open_assigned/)
    // Only what the queues have given is sorted: no more than fifty of each.
    expect(plan.match(/Sort Key/g)).toHaveLength(1)
  })
})
