import { type Kysely, sql } from 'kysely'
import { columnsFor, flag, inOrderOfKey, isSqlite, refers, required } from './columns.ts'

/** What a desk keeps beside its tickets: texts, templates, exceptions, and what to look for. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createTexts(db)
  await createExceptions(db)
  for (const table of ['preset_reply', 'escalation_exclusion', 'ignored_email']) {
    await createLinks(db, table)
  }
}

async function createTexts(db: Kysely<unknown>) {
  const { id, json } = columnsFor(db)
  const sorted = sortedByBytes(db)
  await db.schema
    .createTable('preset_reply')
    .addColumn('id', 'integer', id)
    .addColumn('name', sorted, required)
    .addColumn('body', 'text', required)
    .execute()
  await index(db, 'preset_reply', ['name', 'id'])

  await db.schema
    .createTable('saved_search')
    .addColumn('id', 'integer', id)
    .addColumn('user_id', 'integer', refers('user.id'))
    .addColumn('title', sorted, required)
    .addColumn('shared', 'boolean', flag)
    .addColumn('query', 'text', required)
    .execute()
  await index(db, 'saved_search', ['title', 'id'])
  await index(db, 'saved_search', ['user_id', 'title', 'id'])
  await index(db, 'saved_search', ['shared', 'title', 'id'])

  await db.schema
    .createTable('checklist_template')
    .addColumn('id', 'integer', id)
    .addColumn('name', sorted, required)
    .addColumn('task_list', json, required)
    .execute()
  await index(db, 'checklist_template', ['name', 'id'])

  await db.schema
    .createTable('email_template')
    .addColumn('id', 'integer', id)
    .addColumn('template_name', sorted, required)
    .addColumn('subject', 'text', required)
    .addColumn('heading', 'text', required)
    .addColumn('plain_text', 'text', required)
    .addColumn('html', 'text', required)
    .addColumn('locale', sorted)
    .execute()
  await index(db, 'email_template', ['template_name', 'locale', 'id'])
  // Null is no locale like any other: there is one template without it.
  await sql`create unique index email_template_once
    on email_template (template_name, coalesce(locale, ''))`.execute(db)
}

async function createExceptions(db: Kysely<unknown>) {
  const { id, time } = columnsFor(db)
  const sorted = sortedByBytes(db)
  await db.schema
    .createTable('escalation_exclusion')
    .addColumn('id', 'integer', id)
    .addColumn('name', sorted, required)
    .addColumn('date', sorted, required)
    .execute()
  await index(db, 'escalation_exclusion', ['date', 'id'])

  await db.schema
    .createTable('ignored_email')
    .addColumn('id', 'integer', id)
    .addColumn('name', sorted, required)
    .addColumn('email_address', sorted, required)
    .addColumn('date', time, required)
    .addColumn('keep_in_mailbox', 'boolean', flag)
    .execute()
  await index(db, 'ignored_email', ['name', 'id'])
}

/** The queues that a row counts for; those of a row that has none are all. */
async function createLinks(db: Kysely<unknown>, table: string) {
  const links = `${table}_queue`
  await db.schema
    .createTable(links)
    .addColumn(`${table}_id`, 'integer', refers(`${table}.id`))
    .addColumn('queue_id', 'integer', refers('queue.id'))
    .addPrimaryKeyConstraint(`${links}_pk`, [`${table}_id`, 'queue_id'])
    .$call(inOrderOfKey(db))
    .execute()
  await db.schema.createIndex(`${links}_queue`).on(links).column('queue_id').execute()
}

/** In the order that lists ask for: PostgreSQL would put what is null at the end. */
async function index(db: Kysely<unknown>, table: string, columns: string[]) {
  const order = isSqlite(db) ? sql`` : sql`nulls first`
  const parts = columns.map((column) => sql`${sql.ref(column)} ${order}`)
  const name = sql.id([table, ...columns].join('_'))
  await sql`create index ${name} on ${sql.table(table)} (${sql.join(parts)})`.execute(db)
}

/** SQLite compares text byte by byte; PostgreSQL would ask the locale of the machine. */
const sortedByBytes = (db: Kysely<unknown>) => (isSqlite(db) ? sql`text` : sql`text collate "C"`)
