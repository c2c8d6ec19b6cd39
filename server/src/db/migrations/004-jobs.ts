import type { Kysely } from 'kysely'
import { columnsFor, required } from './columns.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  const { id, time, json } = columnsFor(db)
  await db.schema
    .createTable('job')
    .addColumn('id', 'integer', id)
    .addColumn('name', 'text', required)
    .addColumn('payload', json, required)
    .addColumn('run_at', time, required)
    .addColumn('attempts', 'integer', (c) => c.notNull().defaultTo(0))
    .addColumn('last_error', 'text')
    .execute()
  await db.schema.createIndex('job_due').on('job').columns(['name', 'run_at', 'id']).execute()
}
