import { type Kysely, sql } from 'kysely'
import { columnsFor, flag, inOrderOfKey, isSqlite, mayRefer, refers, required } from './columns.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  await createQueues(db)
  await createKnowledgeBase(db)
  await createTickets(db)
  await createFollowUps(db)
  await createCustomFields(db)
  await createIndexes(db)
}

async function createQueues(db: Kysely<unknown>) {
  const { id } = columnsFor(db)
  await db.schema
    .createTable('queue')
    .addColumn('id', 'integer', id)
    .addColumn('title', 'text', required)
    .addColumn('slug', 'text', (c) => c.notNull().unique())
    .addColumn('email_address', 'text')
    .addColumn('locale', 'text')
    .addColumn('allow_public_submission', 'boolean', flag)
    .addColumn('allow_email_submission', 'boolean', flag)
    .addColumn('escalate_days', 'integer')
    .addColumn('new_ticket_cc', 'text')
    .addColumn('updated_ticket_cc', 'text')
    .addColumn('enable_notifications_on_email_events', 'boolean', flag)
    .addColumn('default_owner_id', 'integer', mayRefer('user.id'))
    .execute()

  await db.schema
    .createTable('queue_permission')
    .addColumn('queue_id', 'integer', refers('queue.id'))
    .addColumn('user_id', 'integer', refers('user.id'))
    .addPrimaryKeyConstraint('queue_permission_pk', ['user_id', 'queue_id'])
    .execute()
}

async function createKnowledgeBase(db: Kysely<unknown>) {
  const { id, time } = columnsFor(db)
  await db.schema
    .createTable('kb_category')
    .addColumn('id', 'integer', id)
    .addColumn('name', 'text', required)
    .addColumn('title', 'text', required)
    .addColumn('slug', 'text', required)
    .addColumn('description', 'text', required)
    .addColumn('public', 'boolean', required)
    .addColumn('queue_id', 'integer', mayRefer('queue.id'))
    .execute()

  await db.schema
    .createTable('kb_item')
    .addColumn('id', 'integer', id)
    .addColumn('category_id', 'integer', refers('kb_category.id'))
    .addColumn('title', 'text', required)
    .addColumn('question', 'text', required)
    .addColumn('answer', 'text', required)
    .addColumn('enabled', 'boolean', required)
    .addColumn('last_updated', time, required)
    .execute()
}

async function createTickets(db: Kysely<unknown>) {
  const { id, time } = columnsFor(db)
  await db.schema
    .createTable('ticket')
    .addColumn('id', 'integer', id)
    .addColumn('queue_id', 'integer', refers('queue.id'))
    .addColumn('title', 'text', required)
    .addColumn('description', 'text')
    .addColumn('resolution', 'text')
    .addColumn('submitter_email', 'text')
    .addColumn('assigned_to_id', 'integer', mayRefer('user.id'))
    .addColumn('status', 'integer', required)
    .addColumn('on_hold', 'boolean', flag)
    .addColumn('priority', 'integer', required)
    .addColumn('due_date', time)
    .addColumn('last_escalation', time)
    .addColumn('secret_key', 'text', required)
    .addColumn('kb_item_id', 'integer', mayRefer('kb_item.id'))
    .addColumn('merged_to_id', 'integer', mayRefer('ticket.id'))
    .addColumn('created', time, required)
    .addColumn('modified', time, required)
    .execute()

  await db.schema
    .createTable('ticket_cc')
    .addColumn('id', 'integer', id)
    .addColumn('ticket_id', 'integer', refers('ticket.id'))
    .addColumn('user_id', 'integer', (c) => c.references('user.id').onDelete('cascade'))
    .addColumn('email', 'text')
    .addColumn('can_view', 'boolean', flag)
    .addColumn('can_update', 'boolean', flag)
    .execute()

  await db.schema
    .createTable('ticket_dependency')
    .addColumn('id', 'integer', id)
    .addColumn('ticket_id', 'integer', refers('ticket.id'))
    .addColumn('depends_on_id', 'integer', refers('ticket.id'))
    .addUniqueConstraint('ticket_dependency_once', ['ticket_id', 'depends_on_id'])
    .execute()
}

async function createFollowUps(db: Kysely<unknown>) {
  const { id, time } = columnsFor(db)
  await db.schema
    .createTable('followup')
    .addColumn('id', 'integer', isSqlite(db) ? required : id)
    .addColumn('ticket_id', 'integer', refers('ticket.id'))
    .addColumn('user_id', 'integer', mayRefer('user.id'))
    .addColumn('date', time, required)
    .addColumn('title', 'text')
    .addColumn('comment', 'text')
    .addColumn('public', 'boolean', flag)
    .addColumn('new_status', 'integer')
    .addColumn('time_spent', 'bigint')
    .addColumn('message_id', 'text')
    .$call((table) =>
      isSqlite(db) ? table.addPrimaryKeyConstraint('followup_pk', ['ticket_id', 'id']) : table,
    )
    .$call(inOrderOfKey(db))
    .execute()

  await db.schema
    .createTable('ticket_change')
    .addColumn('id', 'integer', id)
    .addColumn('followup_id', 'integer', refers('followup.id'))
    .addColumn('field', 'text', required)
    .addColumn('old_value', 'text')
    .addColumn('new_value', 'text')
    .execute()

  await db.schema
    .createTable('attachment')
    .addColumn('id', 'integer', id)
    .addColumn('followup_id', 'integer', refers('followup.id'))
    .addColumn('key', 'text', (c) => c.notNull().unique())
    .addColumn('path', 'text', required)
    .addColumn('filename', sortedByBytes(db), required)
    .addColumn('mime_type', 'text', required)
    .addColumn('size', 'bigint', required)
    .execute()
}

async function createCustomFields(db: Kysely<unknown>) {
  const { id } = columnsFor(db)
  await db.schema
    .createTable('custom_field')
    .addColumn('id', 'integer', id)
    .addColumn('name', 'text', (c) => c.notNull().unique())
    .addColumn('label', 'text', required)
    .addColumn('help_text', 'text')
    .addColumn('data_type', 'text', required)
    .addColumn('max_length', 'integer')
    .addColumn('decimal_places', 'integer')
    .addColumn('empty_selection_list', 'boolean', flag)
    .addColumn('list_values', 'text')
    .addColumn('ordering', 'integer')
    .addColumn('required', 'boolean', flag)
    .addColumn('staff_only', 'boolean', flag)
    .execute()

  await db.schema
    .createTable('custom_value')
    .addColumn('ticket_id', 'integer', refers('ticket.id'))
    .addColumn('field_id', 'integer', refers('custom_field.id'))
    .addColumn('value', 'text')
    .addPrimaryKeyConstraint('custom_value_pk', ['ticket_id', 'field_id'])
    .$call(inOrderOfKey(db))
    .execute()
}

/** Every list has an index in its own order, every reference one for the row it points to. */
async function createIndexes(db: Kysely<unknown>) {
  await index('ticket', ['id'])
  await index('ticket', ['status', 'id'])
  await index('ticket', ['queue_id', 'status', 'id'])
  await index('ticket', ['queue_id', 'id'])
  await index('ticket', ['submitter_email', 'created', 'id'])
  await index('ticket', ['merged_to_id'])
  await index('ticket', ['assigned_to_id'])
  await index('ticket_cc', ['ticket_id'])
  await index('ticket_dependency', ['depends_on_id'])
  if (isSqlite(db)) await index('followup', ['id'], 'unique')
  else await index('followup', ['ticket_id'])
  await index('followup', ['date', 'id'])
  await index('ticket_change', ['followup_id'])
  await index('attachment', ['followup_id'])
  await index('attachment', ['filename', 'id'])
  await index('custom_field', ['ordering', 'id'])
  await index('custom_value', ['field_id'])

  async function index(table: string, columns: string[], unique?: 'unique') {
    const create = db.schema.createIndex([table, ...columns].join('_'))
    await (unique ? create.unique() : create).on(table).columns(columns).execute()
  }
}

/** SQLite compares text byte by byte; PostgreSQL would ask the locale of the machine. */
function sortedByBytes(db: Kysely<unknown>) {
  return isSqlite(db) ? sql`text` : sql`text collate "C"`
}
