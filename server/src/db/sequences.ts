import { sql } from 'kysely'
import { isPostgres, type Tx } from './index.ts'

/** The highest id that each table ever gave, by the table's name: none of them is given again. */
export type Sequences = Record<string, number>

export async function readSequences(tx: Tx): Promise<Sequences> {
  const { rows } = await (isPostgres(tx) ? fromPostgres : fromSqlite).execute(tx)
  return Object.fromEntries(rows.map(({ name, value }) => [name, Number(value)]))
}

type Found = { name: string; value: number }

const fromSqlite = sql<Found>`select name, seq as value from sqlite_sequence
  union all select name, value from sequence`

const fromPostgres = sql<Found>`select table_name as name, coalesce(pg_sequence_last_value(
    pg_get_serial_sequence(quote_ident(table_name), column_name)::regclass), 0) as value
  from information_schema.columns
  where is_identity = 'YES' and table_schema = current_schema()`

/** Makes the next ids higher than these, and than those of rows that came with an id of their own. */
export async function raiseSequences(tx: Tx, sequences: Sequences): Promise<void> {
  for (const [name, value] of Object.entries(sequences)) {
    if (value > 0) await (isPostgres(tx) ? inPostgres : inSqlite)(tx, name, value)
  }
}

async function inSqlite(tx: Tx, name: string, value: number) {
  if (name === 'followup') {
    await sql`insert into sequence values (${name}, ${value})
      on conflict (name) do update set value = max(value, excluded.value)`.execute(tx)
    return
  }
  await sql`delete from sqlite_sequence where name = ${name} and seq < ${value}`.execute(tx)
  await sql`insert into sqlite_sequence (name, seq) select ${name}, ${value}
    where not exists (select 1 from sqlite_sequence where name = ${name})`.execute(tx)
}

async function inPostgres(tx: Tx, name: string, value: number) {
  await sql`select setval(pg_get_serial_sequence(quote_ident(${name}), 'id'), ${value})`.execute(tx)
}
