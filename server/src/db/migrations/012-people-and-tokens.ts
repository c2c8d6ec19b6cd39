import type { Kysely } from 'kysely'
import { columnsFor } from './columns.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  const { time } = columnsFor(db)
  await db.schema
    .alterTable('user')
    .addColumn('tickets_per_page', 'integer', (column) => column.notNull().defaultTo(25))
    .execute()
  for (const name of ['login_view_ticketlist', 'use_email_as_submitter']) {
    await db.schema
      .alterTable('user')
      .addColumn(name, 'boolean', (column) => column.notNull().defaultTo(true))
      .execute()
  }
  await db.schema.createIndex('user_email').on('user').column('email').execute()

  // Whoever has a token goes on as before: it may do all that they may, and does not end.
  await db.schema
    .alterTable('token')
    .addColumn('scope', 'text', (column) => column.notNull().defaultTo('admin'))
    .execute()
  await db.schema.alterTable('token').addColumn('expires', time).execute()
  await db.schema.alterTable('token').addColumn('last_used', time).execute()
}
