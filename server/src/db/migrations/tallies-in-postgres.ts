import { type Kysely, sql } from 'kysely'

/**
 * The same counts where many write at once. Each count is spread over slots; a transaction takes
 * one that nobody else has, and keeps it to its end: nobody waits for anybody's count, and there are
 * as many slots as there were ever transactions at one time. See adr/0008.
 */
export async function tallyInPostgres(db: Kysely<unknown>): Promise<void> {
  // Half of a page stays free, so that a changed count finds its place beside the old one.
  await sql`
    create table tally (
      kind text not null,
      queue_id integer not null,
      status integer not null,
      slot integer not null default 0,
      count bigint not null,
      constraint tally_pk primary key (kind, queue_id, status, slot)
    ) with (fillfactor = 50)`.execute(db)
  await sql.raw(SLOT).execute(db)
  await sql.raw(ADD).execute(db)

  for (const [table, group] of [
    ['ticket', 'queue_id, status'],
    ['followup', '0, 0'],
    ['attachment', '0, 0'],
  ] as const) {
    await wholeStatement(db, { table, group, event: 'insert', sign: '' })
    await wholeStatement(db, { table, group, event: 'delete', sign: '-' })
  }
  await movedTickets(db)
}

/** Advisory locks have no names, only numbers: these are for the slots. */
const LOCKS = 0x7a11

/** The first slot that is free, for this transaction alone. Should all be taken, it waits for one. */
const SLOT = `
  create function tally_slot() returns integer language plpgsql as $$
  declare
    slot integer := nullif(current_setting('bellhop.tally_slot', true), '');
  begin
    if slot is not null then return slot; end if;
    for number in 0..255 loop
      if pg_try_advisory_xact_lock(${LOCKS}, number) then slot := number; exit; end if;
    end loop;
    if slot is null then
      slot := pg_backend_pid() % 256;
      perform pg_advisory_xact_lock(${LOCKS}, slot);
    end if;
    perform set_config('bellhop.tally_slot', slot::text, true);
    return slot;
  end $$`

const ADD = `
  create function tally_add(of_kind text, of_queue integer, of_status integer, many bigint)
  returns void language plpgsql as $$
  begin
    insert into tally (kind, queue_id, status, slot, count)
    values (of_kind, of_queue, of_status, tally_slot(), many)
    on conflict (kind, queue_id, status, slot) do update set count = tally.count + excluded.count;
  end $$`

/** Once for all the rows of a statement: to count ten thousand new rows takes no longer than one. */
async function wholeStatement(
  db: Kysely<unknown>,
  trigger: { table: string; group: string; event: 'insert' | 'delete'; sign: '' | '-' },
) {
  const { table, group, event, sign } = trigger
  const name = `tally_${table}_${event}`
  const columns = group === '0, 0' ? '' : `group by ${group}`
  await sql
    .raw(
      `create function ${name}() returns trigger language plpgsql as $$ begin
        perform tally_add('${table}', ${group}, ${sign}count(*)) from touched
          ${columns} having count(*) > 0;
        return null;
      end $$`,
    )
    .execute(db)
  await sql
    .raw(
      `create trigger ${name} after ${event} on ${table}
        referencing ${event === 'insert' ? 'new' : 'old'} table as touched
        for each statement execute function ${name}()`,
    )
    .execute(db)
}

/** Most changes of a ticket move it nowhere, and cost nothing here. */
async function movedTickets(db: Kysely<unknown>) {
  await sql`
    create function tally_ticket_update() returns trigger language plpgsql as $$ begin
      perform tally_add('ticket', old.queue_id, old.status, -1);
      perform tally_add('ticket', new.queue_id, new.status, 1);
      return null;
    end $$`.execute(db)
  await sql`
    create trigger tally_ticket_update after update of queue_id, status on ticket for each row
    when (old.queue_id <> new.queue_id or old.status <> new.status)
    execute function tally_ticket_update()`.execute(db)
}
