import type { Kysely } from 'kysely'
import { createTrigger, isSqlite } from './columns.ts'
import { createCounts, createSlots, keepCount } from './counts-in-postgres.ts'

/** Counting a million rows takes as long as reading them, so triggers keep the counts: see adr/0003. */
export async function up(db: Kysely<unknown>): Promise<void> {
  if (!isSqlite(db)) return inPostgres(db)
  await db.schema
    .createTable('tally')
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('queue_id', 'integer', (c) => c.notNull())
    .addColumn('status', 'integer', (c) => c.notNull())
    .addColumn('count', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('tally_pk', ['kind', 'queue_id', 'status'])
    .execute()

  for (const [table, group] of [
    ['ticket', (row: string) => `${row}.queue_id, ${row}.status`],
    ['followup', () => '0, 0'],
    ['attachment', () => '0, 0'],
  ] as const) {
    const add = tallied(table, group('new'), 1)
    const subtract = tallied(table, group('old'), -1)
    await trigger(db, { table, when: 'after insert', body: add })
    await trigger(db, { table, when: 'after delete', body: subtract })
    if (table === 'ticket') {
      await trigger(db, { table, when: 'after update of queue_id, status', body: subtract + add })
    }
  }
}

function tallied(kind: string, group: string, by: 1 | -1) {
  return `insert into tally (kind, queue_id, status, count) values ('${kind}', ${group}, ${by})
    on conflict (kind, queue_id, status) do update set count = tally.count + ${by}; `
}

const trigger = (
  db: Kysely<unknown>,
  { table, when, body }: { table: string; when: string; body: string },
) => createTrigger(db, { name: `tally_${table}_${when.split(' ')[1]}`, table, when, body })

/** Follow-ups and files are counted from migration 006 on. */
async function inPostgres(db: Kysely<unknown>) {
  await createSlots(db)
  const by = ['kind', 'queue_id', 'status']
  const columns = 'kind text not null, queue_id integer not null, status integer not null'
  await createCounts(db, { into: 'tally', columns, by })
  await keepCount(db, {
    table: 'ticket',
    into: 'tally',
    by,
    valuesOf: (row) => [`'ticket'`, `${row}queue_id`, `${row}status`],
    from: ['queue_id', 'status'],
  })
}
