import { CompiledQuery, type Kysely } from 'kysely'

const ANY_DUE = CompiledQuery.raw('select 1 from ticket_text_due limit 1')
/** Statements of SQLite, without parameters. */
export const READ_DUE = [
  `delete from ticket_text where rowid in (select ticket_id from ticket_text_due
    where ticket_id not in (select id from ticket))`,
  `replace into ticket_text (rowid, title, email, text)
    select id, title, email, text from ticket_text_source
    where id in (select ticket_id from ticket_text_due) order by id`,
  'delete from ticket_text_due',
]
const STEPS = READ_DUE.map((step) => CompiledQuery.raw(step))

/**
 * Reads the words of the tickets that have changed, as the last thing in a transaction of SQLite: one
 * ticket is written in several steps, and read once. See migration 010.
 */
export async function readDueTickets<Schema>(tx: Kysely<Schema>): Promise<void> {
  const { rows } = await tx.executeQuery(ANY_DUE)
  if (rows.length === 0) return
  for (const step of STEPS) await tx.executeQuery(step)
}
