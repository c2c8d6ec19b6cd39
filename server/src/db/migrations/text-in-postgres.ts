import { type Kysely, sql } from 'kysely'

/** What parts words: PostgreSQL would keep an address, a path or "support-12" as one word. */
const BETWEEN_WORDS = `!"#$%&'()*+,-./:;<=>?@[\\]^_\`{|}~“”„‚‘’‹›«»–—…·•¿¡`

/**
 * The words of a ticket are read when its transaction ends, once, whatever it changed. Only those who
 * write on the same ticket wait for each other.
 */
export async function keepTextInPostgres(db: Kysely<unknown>, longest: number): Promise<void> {
  for (const statement of [
    `create function searched(text) returns tsvector immutable language sql as $$
      select to_tsvector('simple',
        translate($1, ${quoted(BETWEEN_WORDS)}, repeat(' ', ${BETWEEN_WORDS.length}))) $$`,
    textOf(longest),
    `create table ticket_text (
      ticket_id integer primary key references ticket (id) on delete cascade,
      words tsvector not null
    )`,
    `insert into ticket_text select id, words_of_ticket(id) from ticket order by id`,
    // Every search looks through what waits to be sorted in: 4 megabytes of it would be felt.
    `create index ticket_text_words on ticket_text using gin (words)
      with (gin_pending_list_limit = 512)`,
    readTicket,
    ...triggers,
  ]) {
    await sql.raw(statement).execute(db)
  }
}

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`

const textOf = (longest: number) => `
  create function words_of_ticket(integer) returns tsvector stable language sql as $$
    select setweight(searched(title), 'A')
      || setweight(searched(coalesce(submitter_email, '')), 'B')
      || setweight(searched(left(concat_ws(' ', description,
          (select string_agg(value, ' ') from custom_value where ticket_id = ticket.id),
          (select string_agg(comment, ' ' order by id) from followup
            where ticket_id = ticket.id and comment is distinct from ticket.description),
          (select string_agg(filename, ' ') from followup
            join attachment on attachment.followup_id = followup.id
            where followup.ticket_id = ticket.id)), ${longest})), 'C')
    from ticket where id = $1 $$`

/** Locked before it is read: whoever waited here sees what the one before has written. */
const readTicket = `
  create function read_ticket(ticket_read integer) returns void language plpgsql as $$ begin
    if current_setting('bellhop.ticket_read', true) = ticket_read::text then return; end if;
    perform from ticket_text where ticket_id = ticket_read for no key update;
    insert into ticket_text select id, words_of_ticket(id) from ticket where id = ticket_read
      on conflict (ticket_id) do update set words = excluded.words;
    perform set_config('bellhop.ticket_read', ticket_read::text, true);
  end $$`

const OF_FILE = (row: string) => `(select ticket_id from followup where id = ${row}.followup_id)`

const triggers = (
  [
    ['ticket', 'title, description, submitter_email', (row: string) => `${row}.id`],
    ['followup', 'comment, ticket_id', (row: string) => `${row}.ticket_id`],
    ['custom_value', 'value', (row: string) => `${row}.ticket_id`],
    ['attachment', 'filename, followup_id', OF_FILE],
  ] as const
).flatMap(([table, columns, ticket]) => {
  const events = [...(table === 'ticket' ? [] : ['delete']), 'insert', `update of ${columns}`]
  return [
    `create function text_of_${table}() returns trigger language plpgsql as $$ begin
      if tg_op <> 'INSERT' then perform read_ticket(${ticket('old')}); end if;
      if tg_op <> 'DELETE' then perform read_ticket(${ticket('new')}); end if;
      return null;
    end $$`,
    `create constraint trigger text_of_${table} after ${events.join(' or ')} on ${table}
      deferrable initially deferred for each row execute function text_of_${table}()`,
  ]
})
