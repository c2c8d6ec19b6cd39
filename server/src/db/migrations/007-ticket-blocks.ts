import { type Kysely, sql } from 'kysely'
import { createTrigger, inOrderOfKey, isSqlite, required } from './columns.ts'
import { createCounts, keepCount } from './counts-in-postgres.ts'

/** To change this takes a migration that counts anew. */
const TICKETS_IN_BLOCK = 4096

/**
 * A page far down the list of tickets begins in the middle of an index, and an index cannot say where
 * its millionth entry is. So triggers count the tickets of every 4,096 ids: see adr/0003.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  if (!isSqlite(db)) return inPostgres(db)
  await db.schema
    .createTable('ticket_block')
    .addColumn('block', 'integer', required)
    .addColumn('status', 'integer', required)
    .addColumn('count', 'integer', required)
    .addPrimaryKeyConstraint('ticket_block_pk', ['block', 'status'])
    .$call(inOrderOfKey(db))
    .execute()
  await sql
    .raw(
      `insert into ticket_block (block, status, count)
       select id / ${TICKETS_IN_BLOCK}, status, count(*) from ticket group by 1, 2`,
    )
    .execute(db)

  const counted = (row: 'old' | 'new', by: 1 | -1) =>
    `insert into ticket_block (block, status, count)
     values (${row}.id / ${TICKETS_IN_BLOCK}, ${row}.status, ${by})
     on conflict (block, status) do update set count = ticket_block.count + ${by}; `
  const [add, subtract] = [counted('new', 1), counted('old', -1)]
  for (const [event, body] of [
    ['insert', add],
    ['delete', subtract],
    ['update of status', subtract + add],
  ] as const) {
    const name = `block_of_ticket_${event.split(' ')[0]}`
    await createTrigger(db, { name, table: 'ticket', when: `after ${event}`, body })
  }
}

async function inPostgres(db: Kysely<unknown>) {
  const by = ['block', 'status']
  const columns = 'block integer not null, status integer not null'
  await createCounts(db, { into: 'ticket_block', columns, by })
  await keepCount(db, {
    table: 'ticket',
    into: 'ticket_block',
    by,
    valuesOf: (row) => [`${row}id / ${TICKETS_IN_BLOCK}`, `${row}status`],
    from: ['status'],
  })
}
