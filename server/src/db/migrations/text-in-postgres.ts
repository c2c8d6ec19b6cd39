import { type Kysely, sql } from 'kysely'

/** What parts words: PostgreSQL would keep an address, a path or "support-12" as one word, or skip a tag. */
const BETWEEN_WORDS = [...'@.-_/:<&+']

/**
 * What one ticket says is read at the end of the transaction, once, whatever it changed; the tickets
 * of a statement that writes many are read at once. Only those who write on the same ticket wait for
 * each other.
 */
export async function keepTextInPostgres(db: Kysely<unknown>, longest: number): Promise<void> {
  for (const statement of [
    `create function searched(text) returns tsvector immutable language sql as $$
      select to_tsvector('simple', ${BETWEEN_WORDS.reduce(withBlanks, '$1')}) $$`,
    `create table ticket_text (
      ticket_id integer primary key references ticket (id) on delete cascade,
      words tsvector not null
    )`,
    readTickets(longest),
    'select read_tickets(array_agg(id)) from ticket group by id / 1000 order by id / 1000',
    // Every search looks through what waits to be sorted in: 4 megabytes of it would be felt.
    `create index ticket_text_words on ticket_text using gin (words)
      with (gin_pending_list_limit = 512)`,
    // Holds a row from a change to the end of its transaction, for the sake of the trigger on it.
    'create unlogged table ticket_text_due (ticket_id integer not null)',
    'create index ticket_text_due_ticket_id on ticket_text_due (ticket_id)',
    readDue,
    `create constraint trigger ticket_text_due after insert on ticket_text_due
      deferrable initially deferred for each row execute function read_due_ticket()`,
    ...KINDS.flatMap(triggersOf),
  ]) {
    await sql.raw(statement).execute(db)
  }
}

// One `translate` would be shorter, and takes five times as long.
const withBlanks = (text: string, mark: string) => `replace(${text}, '${mark}', ' ')`

const source = (longest: number) => `
  select id as ticket_id, setweight(searched(title), 'A')
    || setweight(searched(coalesce(submitter_email, '')), 'B')
    || setweight(searched(left(concat_ws(' ', description,
        (select string_agg(value, ' ') from custom_value where ticket_id = ticket.id),
        (select string_agg(comment, ' ' order by id) from followup
          where ticket_id = ticket.id and comment is distinct from ticket.description),
        (select string_agg(filename, ' ') from followup
          join attachment on attachment.followup_id = followup.id
          where followup.ticket_id = ticket.id)), ${longest})), 'C') as words
  from ticket`

/**
 * Locked before it is read: whoever waited here sees what the one before has written. The plan is kept,
 * from a time perhaps when the tables were small.
 */
const readTickets = (longest: number) => `
  create function read_tickets(wanted integer[]) returns void language plpgsql
    set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
  begin
    perform from ticket_text where ticket_id = any (wanted) order by ticket_id for no key update;
    insert into ticket_text select * from (${source(longest)}) as source
      where ticket_id = any (wanted)
      on conflict (ticket_id) do update set words = excluded.words;
  end $$`

const readDue = `
  create function read_due_ticket() returns trigger language plpgsql as $$ begin
    delete from ticket_text_due where ticket_id = new.ticket_id;
    if found then perform read_tickets(array[new.ticket_id]); end if;
    return null;
  end $$`

interface Kind {
  table: string
  /** What of it is searched, and what tells whose it is. */
  columns: string[]
  /** The tickets of the rows of a table, or of the row, that is called so. */
  ticketOf: (row: string) => string
}

const KINDS: Kind[] = [
  {
    table: 'ticket',
    columns: ['title', 'description', 'submitter_email'],
    ticketOf: (row) => `${row}.id`,
  },
  { table: 'followup', columns: ['comment', 'ticket_id'], ticketOf: (row) => `${row}.ticket_id` },
  { table: 'custom_value', columns: ['value'], ticketOf: (row) => `${row}.ticket_id` },
  {
    table: 'attachment',
    columns: ['filename', 'followup_id'],
    ticketOf: (row) => `(select ticket_id from followup where id = ${row}.followup_id)`,
  },
]

function triggersOf({ table, columns, ticketOf }: Kind): string[] {
  const changed = columns.map((name) => `old.${name} is distinct from new.${name}`).join(' or ')
  return [
    `create function texts_of_${table}() returns trigger language plpgsql as $$
      declare
        tickets integer[] := array(select distinct ticket from
          (select ${ticketOf('touched')} as ticket from touched) as rows
          where ticket is not null order by ticket);
      begin
        if cardinality(tickets) = 1 then
          insert into ticket_text_due values (tickets[1]);
        elsif cardinality(tickets) > 1 then
          perform read_tickets(tickets);
        end if;
        return null;
      end $$`,
    `create function text_of_${table}() returns trigger language plpgsql as $$ begin
      insert into ticket_text_due select distinct ticket
        from (values (${ticketOf('old')}), (${ticketOf('new')})) as rows (ticket)
        where ticket is not null;
      return null;
    end $$`,
    ...(['insert', 'delete'] as const)
      // What is gone of a ticket that is gone needs no reading.
      .filter((event) => table !== 'ticket' || event === 'insert')
      .map(
        (event) => `create trigger texts_of_${table}_${event} after ${event} on ${table}
          referencing ${event === 'insert' ? 'new' : 'old'} table as touched
          for each statement execute function texts_of_${table}()`,
      ),
    `create trigger text_of_${table} after update of ${columns.join(', ')} on ${table}
      for each row when (${changed}) execute function text_of_${table}()`,
  ]
}
