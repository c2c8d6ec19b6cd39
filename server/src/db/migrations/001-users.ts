import type { Kysely } from 'kysely'
import { columnsFor, flag, refers, required } from './columns.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  const { id, time } = columnsFor(db)

  await db.schema
    .createTable('user')
    .addColumn('id', 'integer', id)
    .addColumn('username', 'text', (c) => c.notNull().unique())
    .addColumn('password', 'text', required)
    .addColumn('email', 'text', required)
    .addColumn('first_name', 'text', required)
    .addColumn('last_name', 'text', required)
    .addColumn('is_active', 'boolean', required)
    .addColumn('is_staff', 'boolean', flag)
    .addColumn('is_superuser', 'boolean', flag)
    .addColumn('email_on_ticket_change', 'boolean', required)
    .addColumn('email_on_ticket_assign', 'boolean', required)
    .addColumn('date_joined', time, required)
    .execute()

  await db.schema
    .createTable('token')
    .addColumn('id', 'integer', id)
    .addColumn('user_id', 'integer', refers('user.id'))
    .addColumn('name', 'text', required)
    .addColumn('hash', 'text', (c) => c.notNull().unique())
    .addColumn('created', time, required)
    .execute()

  await db.schema
    .createTable('session')
    .addColumn('hash', 'text', (c) => c.primaryKey().notNull())
    .addColumn('user_id', 'integer', refers('user.id'))
    .addColumn('csrf', 'text', required)
    .addColumn('expires', time, required)
    .execute()

  await db.schema
    .createTable('sign_in_failure')
    .addColumn('subject', 'text', (c) => c.primaryKey().notNull())
    .addColumn('failures', 'integer', required)
    .addColumn('window_end', time, required)
    .execute()

  await db.schema
    .createTable('setting')
    .addColumn('name', 'text', (c) => c.primaryKey().notNull())
    .addColumn('value', 'text', required)
    .execute()

  await index('token', ['user_id'])
  await index('session', ['user_id'])
  await index('session', ['expires'])
  await index('sign_in_failure', ['window_end'])

  async function index(table: string, columns: string[]) {
    const name = [table, ...columns].join('_')
    await db.schema.createIndex(name).on(table).columns(columns).execute()
  }
}
