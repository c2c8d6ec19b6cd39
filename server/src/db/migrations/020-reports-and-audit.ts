import { type Kysely, sql } from 'kysely'
import { createTrigger, isSqlite } from './columns.ts'
import { keepCount } from './counts-in-postgres.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  // When a ticket was closed, for reports: few follow-ups close one.
  await sql`create index followup_closing on followup (ticket_id, date)
    where new_status in (3, 4)`.execute(db)
  // The newest open tickets of a person, or of nobody, in each queue: for feeds.
  await sql`create index ticket_open_assigned on ticket (assigned_to_id, queue_id, id)
    where status in (1, 2)`.execute(db)
  await countAudit(db)
  await sortAudit(db)
}

/**
 * The newest entries of all, and of those that one asks for most often. PostgreSQL takes an index for
 * an order only where nulls come where the list has them; SQLite has an index of these for people.
 */
async function sortAudit(db: Kysely<unknown>) {
  const columns = isSqlite(db) ? ['kind', 'action'] : ['kind', 'action', 'user_id']
  const newest = isSqlite(db) ? 'id' : 'id desc nulls last'
  if (!isSqlite(db)) await sql.raw(`create index audit_newest on audit (${newest})`).execute(db)
  for (const column of columns) {
    await sql.raw(`create index audit_newest_${column} on audit (${column}, ${newest})`).execute(db)
  }
}

/** The audit is read without conditions, too: see adr/0003. */
async function countAudit(db: Kysely<unknown>) {
  if (!isSqlite(db)) {
    await keepCount(db, {
      table: 'audit',
      into: 'tally',
      by: ['kind', 'queue_id', 'status'],
      valuesOf: () => [`'audit'`, '0', '0'],
      from: ['id'],
    })
    return
  }
  await sql`insert into tally (kind, queue_id, status, count)
    select 'audit', 0, 0, count(*) from audit`.execute(db)
  await createTrigger(db, {
    name: 'tally_audit_insert',
    table: 'audit',
    when: 'after insert',
    body: `insert into tally (kind, queue_id, status, count) values ('audit', 0, 0, 1)
      on conflict (kind, queue_id, status) do update set count = tally.count + 1;`,
  })
}
