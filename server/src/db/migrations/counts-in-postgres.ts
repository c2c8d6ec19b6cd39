import { type Kysely, sql } from 'kysely'

/** A count that is kept of a table's rows. */
export interface Count {
  table: string
  /** Where it is kept; the columns there that tell one count from another. */
  into: string
  by: string[]
  /** What they are for a row, whose columns begin with `row`. */
  valuesOf: (row: string) => string[]
  /** The columns whose change moves a row to another count. */
  from: string[]
}

/** Advisory locks have no names, only numbers: these are for the slots. */
const LOCKS = 0x7a11
const SLOTS = 256

/**
 * Each count is spread over slots. A transaction takes one that nobody else has, and keeps it to its
 * end: nobody waits for anybody's count, no two can wait for each other, and there are as many slots
 * as there were ever writers at one time. See adr/0008.
 */
export async function createSlots(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `create function count_slot() returns integer language plpgsql as $$
      declare
        slot integer := nullif(current_setting('bellhop.count_slot', true), '');
      begin
        if slot is not null then return slot; end if;
        for number in 0..${SLOTS - 1} loop
          if pg_try_advisory_xact_lock(${LOCKS}, number) then slot := number; exit; end if;
        end loop;
        if slot is null then
          slot := pg_backend_pid() % ${SLOTS};
          perform pg_advisory_xact_lock(${LOCKS}, slot);
        end if;
        perform set_config('bellhop.count_slot', slot::text, true);
        return slot;
      end $$`,
    )
    .execute(db)
}

/** A table of counts. Half of a page stays free: a changed count finds its place beside the old one. */
export async function createCounts(
  db: Kysely<unknown>,
  { into, columns, by }: { into: string; columns: string; by: string[] },
): Promise<void> {
  await sql
    .raw(
      `create table ${into} (
        ${columns},
        slot integer not null default 0,
        count bigint not null,
        constraint ${into}_pk primary key (${by.join()}, slot)
      ) with (fillfactor = 50)`,
    )
    .execute(db)
}

/** Counts what there is, and has triggers count from there on. */
export async function keepCount(db: Kysely<unknown>, count: Count): Promise<void> {
  const values = count.valuesOf('').join()
  const groups = count.by.map((_, index) => index + 1).join()
  await sql
    .raw(
      `insert into ${count.into} (${count.by.join()}, count)
       select ${values}, count(*) from ${count.table} group by ${groups}`,
    )
    .execute(db)
  // Once for all rows of a statement: ten thousand new ones are counted as quickly as one.
  for (const [event, rows, sign] of [
    ['insert', 'new', ''],
    ['delete', 'old', '-'],
  ] as const) {
    const body = `${insertInto(count)} select ${values}, count_slot(), ${sign}count(*)
      from touched group by ${groups} ${addUp(count)}`
    const when = `referencing ${rows} table as touched for each statement`
    await createTrigger(db, { ...count, event, when, body })
  }
  const [before, after] = ['old.', 'new.'].map((row) => count.valuesOf(row).join())
  const body = `${insertInto(count)}
    values (${before}, count_slot(), -1), (${after}, count_slot(), 1) ${addUp(count)}`
  const moved = count.from.map((name) => `old.${name} <> new.${name}`).join(' or ')
  // Most changes move a row nowhere, and cost nothing here.
  await createTrigger(db, { ...count, event: 'update', when: `for each row when (${moved})`, body })
}

const insertInto = ({ into, by }: Count) => `insert into ${into} (${by.join()}, slot, count)`

const addUp = ({ into, by }: Count) =>
  `on conflict (${by.join()}, slot) do update set count = ${into}.count + excluded.count;`

async function createTrigger(
  db: Kysely<unknown>,
  trigger: { table: string; into: string; event: string; when: string; body: string },
) {
  const { table, into, event, when, body } = trigger
  const name = `${into}_${table}_${event}`
  await sql
    .raw(
      `create function ${name}() returns trigger language plpgsql as $$
       begin ${body} return null; end $$`,
    )
    .execute(db)
  await sql
    .raw(`create trigger ${name} after ${event} on ${table} ${when} execute function ${name}()`)
    .execute(db)
}
