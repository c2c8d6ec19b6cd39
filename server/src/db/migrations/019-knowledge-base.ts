import { type Kysely, sql } from 'kysely'
import { columnsFor, flag, refers, required } from './columns.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  await tellSlugsApart(db)
  await extendItems(db)
  await createVotes(db)
  await createAttachments(db)
}

/** Nothing has ever written categories but copies of other helpdesks: of two alike one gets its id. */
async function tellSlugsApart(db: Kysely<unknown>) {
  await sql`update kb_category set slug = slug || '-' || id where exists (
    select 1 from kb_category other
    where other.slug = kb_category.slug and other.id < kb_category.id)`.execute(db)
  await db.schema
    .createIndex('kb_category_slug')
    .unique()
    .on('kb_category')
    .column('slug')
    .execute()
}

async function extendItems(db: Kysely<unknown>) {
  for (const name of ['votes', 'recommendations']) {
    await db.schema
      .alterTable('kb_item')
      .addColumn(name, 'integer', (column) => column.notNull().defaultTo(0))
      .execute()
  }
  await db.schema.alterTable('kb_item').addColumn('position', 'integer').execute()
  await db.schema
    .createIndex('kb_item_category')
    .on('kb_item')
    .columns(['category_id', 'position', 'id'])
    .execute()
}

async function createVotes(db: Kysely<unknown>) {
  await db.schema
    .createTable('kb_vote')
    .addColumn('item_id', 'integer', refers('kb_item.id'))
    .addColumn('user_id', 'integer', refers('user.id'))
    .addColumn('helpful', 'boolean', flag)
    .addPrimaryKeyConstraint('kb_vote_pk', ['item_id', 'user_id'])
    .execute()
  await db.schema.createIndex('kb_vote_user').on('kb_vote').column('user_id').execute()
}

async function createAttachments(db: Kysely<unknown>) {
  const { id } = columnsFor(db)
  await db.schema
    .createTable('kb_attachment')
    .addColumn('id', 'integer', id)
    .addColumn('item_id', 'integer', refers('kb_item.id'))
    .addColumn('key', 'text', (column) => column.notNull().unique())
    .addColumn('filename', 'text', required)
    .addColumn('mime_type', 'text', required)
    .addColumn('size', 'bigint', required)
    .execute()
  await db.schema.createIndex('kb_attachment_item').on('kb_attachment').column('item_id').execute()
}
