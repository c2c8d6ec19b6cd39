import type { Kysely } from 'kysely'

/** Somebody who has an account looks for the tickets that they follow. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const column of ['user_id', 'email']) {
    await db.schema
      .createIndex(`ticket_cc_${column}`)
      .on('ticket_cc')
      .columns([column, 'ticket_id'])
      .execute()
  }
}
