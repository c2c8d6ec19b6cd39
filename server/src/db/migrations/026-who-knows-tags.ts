import { type Kysely, sql } from 'kysely'
import { createTrigger, flag, isSqlite } from './columns.ts'
import { keepQueue } from './queues-in-postgres.ts'

/**
 * A ticket's tags know its queue: whoever may see some queues is told of the tags there, at a cost that
 * does not depend on how many tickets have them. A tag that is for all is known to everybody.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('tag').addColumn('for_all', 'boolean', flag).execute()
  await db.schema
    .alterTable('ticket_tag')
    .addColumn('queue_id', 'integer', (c) => c.notNull().defaultTo(0))
    .execute()
  await sql`update ticket_tag set queue_id =
    (select queue_id from ticket where ticket.id = ticket_tag.ticket_id)`.execute(db)
  await db.schema
    .createIndex('ticket_tag_tag_id_queue_id')
    .on('ticket_tag')
    .columns(['tag_id', 'queue_id'])
    .execute()
  if (isSqlite(db)) return keepQueueInSqlite(db)
  await keepQueue(db, { table: 'ticket_tag', parent: 'ticket', by: 'ticket_id' })
}

async function keepQueueInSqlite(db: Kysely<unknown>) {
  const queue = '(select queue_id from ticket where id = new.ticket_id)'
  const own = `update ticket_tag set queue_id = ${queue}
    where ticket_id = new.ticket_id and tag_id = new.tag_id and queue_id <> ${queue}; `
  const children = `update ticket_tag set queue_id = new.queue_id
    where ticket_id = new.id and queue_id <> new.queue_id; `
  for (const [event, table, body] of [
    ['insert', 'ticket_tag', own],
    ['update of ticket_id', 'ticket_tag', own],
    ['update of queue_id', 'ticket', children],
  ] as const) {
    const name = `queue_of_ticket_tag_${event.split(' ').at(-1)}`
    await createTrigger(db, { name, table, when: `after ${event}`, body })
  }
}
