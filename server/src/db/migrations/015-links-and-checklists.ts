import type { Kysely } from 'kysely'
import { columnsFor, mayRefer, refers, required } from './columns.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  await createLinks(db)
  await createChecklists(db)
}

async function createLinks(db: Kysely<unknown>) {
  const { id, time } = columnsFor(db)
  await db.schema
    .createTable('ticket_link')
    .addColumn('id', 'integer', id)
    .addColumn('ticket_id', 'integer', refers('ticket.id'))
    .addColumn('other_id', 'integer', refers('ticket.id'))
    .addColumn('kind', 'text', required)
    .addColumn('created', time, required)
    .addColumn('user_id', 'integer', mayRefer('user.id'))
    .addUniqueConstraint('ticket_link_once', ['ticket_id', 'other_id'])
    .execute()
  for (const column of ['other_id', 'user_id']) {
    await db.schema.createIndex(`ticket_link_${column}`).on('ticket_link').column(column).execute()
  }
}

async function createChecklists(db: Kysely<unknown>) {
  const { id, time } = columnsFor(db)
  await db.schema
    .createTable('checklist')
    .addColumn('id', 'integer', id)
    .addColumn('ticket_id', 'integer', refers('ticket.id'))
    .addColumn('name', 'text', required)
    .execute()
  await db.schema
    .createIndex('checklist_ticket_id_id')
    .on('checklist')
    .columns(['ticket_id', 'id'])
    .execute()

  await db.schema
    .createTable('checklist_task')
    .addColumn('id', 'integer', id)
    .addColumn('checklist_id', 'integer', refers('checklist.id'))
    .addColumn('description', 'text', required)
    .addColumn('position', 'integer', required)
    .addColumn('completed_at', time)
    .addColumn('completed_by_id', 'integer', mayRefer('user.id'))
    .execute()
  await db.schema
    .createIndex('checklist_task_checklist_id_position_id')
    .on('checklist_task')
    .columns(['checklist_id', 'position', 'id'])
    .execute()
  await db.schema
    .createIndex('checklist_task_completed_by_id')
    .on('checklist_task')
    .column('completed_by_id')
    .execute()
}
