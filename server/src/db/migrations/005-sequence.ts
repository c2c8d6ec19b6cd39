import { type Kysely, sql } from 'kysely'
import { isSqlite } from './columns.ts'

/**
 * Follow-ups lie in the order of their tickets, where SQLite gives no ids by itself: a trigger keeps
 * the highest one that there ever was, so that none is given twice. PostgreSQL has sequences.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  if (!isSqlite(db)) return
  await sql`create table sequence (name text primary key not null, value integer not null)
    without rowid`.execute(db)
  await sql`insert into sequence select 'followup', coalesce(max(id), 0) from followup`.execute(db)
  await sql`create trigger sequence_followup after insert on followup for each row begin
    insert into sequence (name, value) values ('followup', new.id)
    on conflict (name) do update set value = max(value, excluded.value); end`.execute(db)
}
