import { type Kysely, sql } from 'kysely'
import { columnsFor, inOrderOfKey, isSqlite, refers, required } from './columns.ts'

/** Words that tickets are marked with. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { id } = columnsFor(db)
  // SQLite compares text byte by byte; PostgreSQL would ask the locale of the machine.
  const byBytes = isSqlite(db) ? sql`text` : sql`text collate "C"`
  await db.schema
    .createTable('tag')
    .addColumn('id', 'integer', id)
    .addColumn('name', 'text', required)
    .addColumn('key', byBytes, (c) => c.notNull().unique())
    .execute()

  await db.schema
    .createTable('ticket_tag')
    .addColumn('ticket_id', 'integer', refers('ticket.id'))
    .addColumn('tag_id', 'integer', refers('tag.id'))
    .addPrimaryKeyConstraint('ticket_tag_pk', ['ticket_id', 'tag_id'])
    .$call(inOrderOfKey(db))
    .execute()
  await db.schema
    .createIndex('ticket_tag_tag_id_ticket_id')
    .on('ticket_tag')
    .columns(['tag_id', 'ticket_id'])
    .execute()
}
