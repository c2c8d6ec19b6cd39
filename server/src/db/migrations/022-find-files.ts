import { type Kysely, sql } from 'kysely'
import { columnsFor, createTrigger, isSqlite } from './columns.ts'

/** What files take from their follow-ups. */
const TAKEN = ['ticket_id', 'user_id', 'date', 'public']

/**
 * A file knows its ticket, and who sent it when: files are found by these as quickly as by what is their
 * own, and a ticket that has one by a single look. Only files are written for it. See adr/0013.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await addColumns(db)
  await createIndexes(db)
  await (isSqlite(db) ? keepInSqlite(db) : keepInPostgres(db))
}

async function addColumns(db: Kysely<unknown>) {
  const { time } = columnsFor(db)
  for (const [name, type, isRequired] of [
    ['ticket_id', sql`integer`, sql`0`],
    ['user_id', sql`integer`, null],
    ['date', time, isSqlite(db) ? sql`''` : sql`'epoch'`],
    ['public', sql`boolean`, sql`false`],
  ] as const) {
    await db.schema
      .alterTable('attachment')
      .addColumn(name, type, (c) => (isRequired ? c.notNull().defaultTo(isRequired) : c))
      .execute()
  }
  await sql
    .raw(
      `update attachment set ${TAKEN.map((name) => `${name} = followup.${name}`).join(', ')}
       from followup where followup.id = attachment.followup_id`,
    )
    .execute(db)
}

/** One for each order, and one for whatever may lead to few. */
async function createIndexes(db: Kysely<unknown>) {
  // From a to z alone, as SQLite does it.
  const type = isSqlite(db) ? 'lower(mime_type)' : '(lower(mime_type collate "C")) collate "C"'
  for (const [name, key, more] of [
    ['date', 'date, id', 'queue_id, user_id, public, size, mime_type'],
    ['size', 'size, id', 'queue_id, user_id, public, date, mime_type'],
    ['user', 'user_id, date, id', 'queue_id, public, size, mime_type'],
    ['type', `${type}, date, id`, 'queue_id, user_id, public, size'],
    ['ticket', 'ticket_id, id', ''],
  ]) {
    const also = isSqlite(db) ? `${key}${more && `, ${more}`}` : key
    const include = isSqlite(db) || !more ? '' : `include (${more})`
    await sql
      .raw(`create index attachment_by_${name} on attachment (${also}) ${include}`)
      .execute(db)
  }
}

async function keepInSqlite(db: Kysely<unknown>) {
  const taken = TAKEN.join(', ')
  const take = `update attachment
    set (${taken}) = (select ${taken} from followup where id = new.followup_id)
    where id = new.id and (${taken}) is not (select ${taken} from followup where id = new.followup_id);`
  await createTrigger(db, {
    name: 'attachment_takes_insert',
    table: 'attachment',
    when: 'after insert',
    body: take,
  })
  await createTrigger(db, {
    name: 'attachment_takes_update',
    table: 'attachment',
    when: 'after update of followup_id',
    body: take,
  })
  await createTrigger(db, {
    name: 'attachment_follows',
    table: 'followup',
    when: `after update of ${taken}`,
    body: `update attachment set ${TAKEN.map((name) => `${name} = new.${name}`).join(', ')}
      where followup_id = new.id and (${taken}) is not (${TAKEN.map((name) => `new.${name}`).join(', ')});`,
  })
}

async function keepInPostgres(db: Kysely<unknown>) {
  const list = (row: string) => TAKEN.map((name) => `${row}.${name}`).join(', ')
  for (const statement of [
    // Locked, as for its queue: it must not change between this look and the commit.
    `create function attachment_takes() returns trigger language plpgsql as $$
      declare said record;
      begin
        select ${TAKEN.join(', ')} into said
          from followup where id = new.followup_id for no key update;
        if found then
          ${TAKEN.map((name) => `new.${name} := said.${name};`).join(' ')}
        end if;
        return new;
      end $$`,
    `create trigger attachment_takes before insert or update of followup_id on attachment
      for each row execute function attachment_takes()`,
    `create function attachment_follows() returns trigger language plpgsql as $$ begin
      update attachment set ${TAKEN.map((name) => `${name} = new.${name}`).join(', ')}
        where followup_id = new.id;
      return null;
    end $$`,
    `create trigger attachment_follows after update of ${TAKEN.join(', ')} on followup for each row
      when ((${list('old')}) is distinct from (${list('new')})) execute function attachment_follows()`,
  ]) {
    await sql.raw(statement).execute(db)
  }
}
