import type { Kysely } from 'kysely'
import { columnsFor, inOrderOfKey, refers, required } from './columns.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  const { id } = columnsFor(db)
  await db.schema
    .createTable('group')
    .addColumn('id', 'integer', id)
    .addColumn('name', 'text', (column) => column.notNull().unique())
    .execute()

  await db.schema
    .createTable('group_member')
    .addColumn('group_id', 'integer', refers('group.id'))
    .addColumn('user_id', 'integer', refers('user.id'))
    .addPrimaryKeyConstraint('group_member_key', ['group_id', 'user_id'])
    .$call(inOrderOfKey(db))
    .execute()
  await db.schema
    .createIndex('group_member_user')
    .on('group_member')
    .columns(['user_id', 'group_id'])
    .execute()

  await db.schema
    .createTable('group_queue')
    .addColumn('group_id', 'integer', refers('group.id'))
    .addColumn('queue_id', 'integer', refers('queue.id'))
    .addColumn('level', 'text', required)
    .addPrimaryKeyConstraint('group_queue_key', ['group_id', 'queue_id'])
    .$call(inOrderOfKey(db))
    .execute()
  await db.schema
    .createIndex('group_queue_queue')
    .on('group_queue')
    .columns(['queue_id', 'group_id'])
    .execute()
}
