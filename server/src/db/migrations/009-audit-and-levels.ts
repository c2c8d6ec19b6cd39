import { type Kysely, sql } from 'kysely'
import { columnsFor, createTrigger, isSqlite, required } from './columns.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('queue_permission')
    .addColumn('level', 'text', (column) => column.notNull().defaultTo('manage'))
    .execute()
  await createAudit(db)
}

/** Who did it stays readable when they are gone, so nothing here refers to another table. */
async function createAudit(db: Kysely<unknown>) {
  const { id, time, json } = columnsFor(db)
  await db.schema
    .createTable('audit')
    .addColumn('id', 'integer', id)
    .addColumn('at', time, required)
    .addColumn('user_id', 'integer')
    .addColumn('username', 'text', required)
    .addColumn('address', 'text')
    .addColumn('action', 'text', required)
    .addColumn('kind', 'text', required)
    .addColumn('object_id', 'integer', required)
    .addColumn('label', 'text', required)
    .addColumn('changes', json, required)
    .execute()
  await db.schema
    .createIndex('audit_object')
    .on('audit')
    .columns(['kind', 'object_id', 'id'])
    .execute()
  await db.schema.createIndex('audit_user').on('audit').columns(['user_id', 'id']).execute()
  await db.schema.createIndex('audit_at').on('audit').columns(['at', 'id']).execute()
  await appendOnly(db)
}

/** Not even a bug of ours changes what was written. */
async function appendOnly(db: Kysely<unknown>) {
  if (isSqlite(db)) {
    for (const what of ['update', 'delete']) {
      const body = `select raise(abort, 'The audit is only ever added to.');`
      await createTrigger(db, {
        name: `audit_no_${what}`,
        table: 'audit',
        when: `before ${what}`,
        body,
      })
    }
    return
  }
  await sql`create function refuse_change() returns trigger language plpgsql as
    $$ begin raise exception 'The audit is only ever added to.'; end $$`.execute(db)
  await sql`create trigger audit_append_only before update or delete on audit
    for each row execute function refuse_change()`.execute(db)
}
