import { type Kysely, sql } from 'kysely'
import { createTrigger, dropTrigger, isSqlite } from './columns.ts'
import { keepCount } from './counts-in-postgres.ts'
import { keepQueue as keepQueueInPostgres } from './queues-in-postgres.ts'

interface Kind {
  table: string
  /** What a row hangs on, and takes its queue from. */
  parent: string
  by: string
  /** What its list is ordered by, before the id. */
  order: string
}

const KINDS: Kind[] = [
  { table: 'followup', parent: 'ticket', by: 'ticket_id', order: 'date' },
  { table: 'attachment', parent: 'followup', by: 'followup_id', order: 'filename' },
]

/**
 * Follow-ups and files know the queue of their ticket, and are counted by it: whoever may see some
 * queues only gets their lists at the same cost as everybody else. See adr/0003.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const kind of KINDS) await fillIn(db, kind)
  if (!isSqlite(db)) return inPostgres(db)
  for (const kind of KINDS) await countAnew(db, kind)
  // Only now: none of the above is a change that triggers should follow.
  for (const kind of KINDS) {
    await keepTallies(db, kind)
    await keepQueue(db, kind)
  }
}

async function fillIn(db: Kysely<unknown>, { table, parent, by, order }: Kind) {
  await db.schema
    .alterTable(table)
    .addColumn('queue_id', 'integer', (c) => c.notNull().defaultTo(0))
    .execute()
  const queue = `select queue_id from ${parent} where ${parent}.id = ${table}.${by}`
  await sql.raw(`update ${table} set queue_id = (${queue})`).execute(db)
  await db.schema
    .createIndex(`${table}_queue_id_${order}_id`)
    .on(table)
    .columns(['queue_id', order, 'id'])
    .execute()
}

async function countAnew(db: Kysely<unknown>, { table }: Kind) {
  await dropTrigger(db, `tally_${table}_insert`)
  await dropTrigger(db, `tally_${table}_delete`)
  await sql.raw(`delete from tally where kind = '${table}'`).execute(db)
  await sql
    .raw(
      `insert into tally (kind, queue_id, status, count)
       select '${table}', queue_id, 0, count(*) from ${table} group by queue_id`,
    )
    .execute(db)
}

async function keepTallies(db: Kysely<unknown>, { table }: Kind) {
  const tallied = (row: 'old' | 'new', by: 1 | -1) =>
    `insert into tally (kind, queue_id, status, count) values ('${table}', ${row}.queue_id, 0, ${by})
     on conflict (kind, queue_id, status) do update set count = tally.count + ${by}; `
  const [add, subtract] = [tallied('new', 1), tallied('old', -1)]
  for (const [event, body] of [
    ['insert', add],
    ['delete', subtract],
    ['update of queue_id', subtract + add],
  ] as const) {
    const name = `tally_${table}_${event.split(' ')[0]}`
    await createTrigger(db, { name, table, when: `after ${event}`, body })
  }
}

/** Whoever inserts or moves a row, and whoever moves what it hangs on, its queue is the right one. */
async function keepQueue(db: Kysely<unknown>, { table, parent, by }: Kind) {
  const queue = `(select queue_id from ${parent} where id = new.${by})`
  const own = `update ${table} set queue_id = ${queue}
    where id = new.id and ${by} = new.${by} and queue_id <> ${queue}; `
  const children = `update ${table} set queue_id = new.queue_id
    where ${by} = new.id and queue_id <> new.queue_id; `
  for (const [event, on, body] of [
    ['insert', table, own],
    [`update of ${by}`, table, own],
    ['update of queue_id', parent, children],
  ] as const) {
    const name = `queue_of_${table}_${event.split(' ').at(-1)}`
    await createTrigger(db, { name, table: on, when: `after ${event}`, body })
  }
}

async function inPostgres(db: Kysely<unknown>) {
  for (const kind of KINDS) {
    await keepQueueInPostgres(db, kind)
    await keepCount(db, {
      table: kind.table,
      into: 'tally',
      by: ['kind', 'queue_id', 'status'],
      valuesOf: (row) => [`'${kind.table}'`, `${row}queue_id`, '0'],
      from: ['queue_id'],
    })
  }
}
