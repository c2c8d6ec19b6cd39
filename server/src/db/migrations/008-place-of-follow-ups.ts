import { type Kysely, sql } from 'kysely'
import { createTrigger, isSqlite } from './columns.ts'

interface Made {
  type: 'index' | 'trigger'
  name: string
  sql: string
}

/**
 * Follow-ups lie in the order of their tickets, in a table whose key is a number: its inner pages hold
 * nothing but numbers, and stay in the cache where those with whole rows in them did not. See adr/0007.
 * Foreign keys are off meanwhile (`migrate`), or to drop the old table would delete what hangs on it.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  if (!isSqlite(db)) return
  const made = await madeFor(db)
  for (const { type, name } of made) await sql.raw(`drop ${type} ${name}`).execute(db)
  await sql
    .raw(
      `create table followup_new (
        id integer not null,
        ticket_id integer not null references ticket (id) on delete cascade,
        user_id integer references user (id) on delete set null,
        date text not null,
        title text,
        comment text,
        public boolean not null default false,
        new_status integer,
        time_spent bigint,
        message_id text,
        queue_id integer not null default 0,
        place integer primary key not null)`,
    )
    .execute(db)
  const columns =
    'id, ticket_id, user_id, date, title, comment, public, new_status, time_spent, message_id, queue_id'
  await sql
    .raw(
      `insert into followup_new (place, ${columns})
       select ${placeOf('')}, ${columns} from followup order by ticket_id, id`,
    )
    .execute(db)
  await db.schema.dropTable('followup').execute()
  await db.schema.alterTable('followup_new').renameTo('followup').execute()
  for (const { sql: again } of made) await sql.raw(again).execute(db)
  await db.schema.createIndex('followup_ticket_id').on('followup').column('ticket_id').execute()
  await keepPlace(db)
}

const placeOf = (row: '' | 'new.') => `${row}ticket_id * 2147483648 + ${row}id`

/** What goes with the table, or speaks of it. */
async function madeFor(db: Kysely<unknown>): Promise<Made[]> {
  const { rows } = await sql<Made>`select type, name, sql from sqlite_schema
    where sql is not null and (type = 'index' and tbl_name = 'followup'
      or type = 'trigger' and (tbl_name = 'followup' or sql like '%followup%'))`.execute(db)
  return rows
}

/** Whoever inserts or moves a follow-up need not know of places. */
async function keepPlace(db: Kysely<unknown>) {
  const body = `update followup set place = ${placeOf('new.')} where place = new.place;`
  for (const event of ['insert', 'update of ticket_id']) {
    const name = `place_of_followup_${event.split(' ').at(-1)}`
    await createTrigger(db, { name, table: 'followup', when: `after ${event}`, body })
  }
}
