import { type Kysely, sql } from 'kysely'
import { createTrigger, isSqlite } from './columns.ts'
import { keepTextInPostgres } from './text-in-postgres.ts'

/** Enough for any conversation; a log of megabytes that somebody pasted is searched to here. */
const LONGEST_TEXT = 200_000

/**
 * The words of each ticket: its title, its submitter's address, and all that was written on it. Whatever
 * changes them is noted by triggers, and a ticket is read once for each transaction. See adr/0013.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  if (!isSqlite(db)) return keepTextInPostgres(db, LONGEST_TEXT)
  await sql`create virtual table ticket_text using fts5 (title, email, text,
    content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 0')`.execute(db)
  await sql`create table ticket_text_due (ticket_id integer primary key not null)`.execute(db)
  await sql.raw(`create view ticket_text_source as ${source}`).execute(db)
  await fill(db)
  await keepDue(db)
}

const source = `select ticket.id, ticket.title, ticket.submitter_email as email,
  substr(coalesce(ticket.description, '')
    || coalesce((select group_concat(' ' || value, '') from custom_value
        where ticket_id = ticket.id), '')
    || coalesce((select group_concat(' ' || comment, '') from followup
        where place between ticket.id * 2147483648 and ticket.id * 2147483648 + 2147483647
          and comment is not ticket.description), '')
    || coalesce((select group_concat(' ' || filename, '')
        from followup cross join attachment on attachment.followup_id = followup.id
        where followup.place between ticket.id * 2147483648
          and ticket.id * 2147483648 + 2147483647), ''), 1, ${LONGEST_TEXT}) as text
  from ticket`

/** In larger steps than usual: what is written in small ones is merged again and again. */
async function fill(db: Kysely<unknown>) {
  const set = (option: string, value: number) =>
    sql
      .raw(`insert into ticket_text (ticket_text, rank) values ('${option}', ${value})`)
      .execute(db)
  await set('hashsize', 64 * 1024 * 1024)
  await sql`insert into ticket_text (rowid, title, email, text)
    select id, title, email, text from ticket_text_source order by id`.execute(db)
  await set('hashsize', 1024 * 1024)
  // Half as much is merged as usual when tickets are written, for a little more to read.
  await set('automerge', 8)
}

// Not "or ignore": what a statement that sets off a trigger does at a conflict would count instead.
const due = (ticket: string) =>
  `insert into ticket_text_due (ticket_id) values (${ticket}) on conflict do nothing; `

const dueOfFile = (row: string) =>
  `insert into ticket_text_due (ticket_id)
   select ticket_id from followup where id = ${row}.followup_id on conflict do nothing; `

async function keepDue(db: Kysely<unknown>) {
  for (const [table, columns, note] of [
    ['ticket', 'title, description, submitter_email', (row: string) => due(`${row}.id`)],
    ['followup', 'comment, ticket_id', (row: string) => due(`${row}.ticket_id`)],
    ['custom_value', 'value', (row: string) => due(`${row}.ticket_id`)],
    ['attachment', 'filename, followup_id', dueOfFile],
  ] as const) {
    for (const [event, body] of [
      ['insert', note('new')],
      [`update of ${columns}`, note('old') + note('new')],
      ['delete', note('old')],
    ] as const) {
      const name = `text_of_${table}_${event.split(' ')[0]}`
      await createTrigger(db, { name, table, when: `after ${event}`, body })
    }
  }
}
