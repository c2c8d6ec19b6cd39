import { type Kysely, sql } from 'kysely'
import { isSqlite } from './columns.ts'

/** To change this takes a migration that makes the indexes anew. */
const TICKETS_IN_BLOCK = 4096

/**
 * Ids and times rise together, but nobody promises that they do. The earliest and the latest time among
 * every 4,096 ids says which of them need not be looked at: see adr/0013.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const time of ['created', 'modified']) {
    await sql
      .raw(`create index ticket_block_${time} on ticket ((id / ${TICKETS_IN_BLOCK}), ${time})`)
      .execute(db)
  }
  if (isSqlite(db)) return
  // PostgreSQL reads the row of whatever it finds, unless the index has the address as it is written, too.
  await sql`drop index ticket_email`.execute(db)
  await sql`create index ticket_email on ticket (lower(submitter_email), id)
    include (submitter_email, queue_id, status, priority)`.execute(db)
}
