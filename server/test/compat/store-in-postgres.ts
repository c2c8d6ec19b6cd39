import { sql } from 'kysely'
import { type Db, inTransaction, openDb, type Tx } from '../../src/db/index.ts'
import type { TableRow } from './fixture-rows.ts'
import { clearedTables, type Store, type StoredRow } from './store.ts'

export async function storeInPostgres(url: string): Promise<Store> {
  const db = openDb(url, { poolSize: 1 })
  await deferReferences(db)
  return {
    read: async (query) => (await sql.raw<StoredRow>(query).execute(db)).rows,
    replace: (rows) =>
      inTransaction(db, async (tx) => {
        // A ticket may have been merged into a later one, which is not there yet.
        await sql`set constraints all deferred`.execute(tx)
        const names = await tablesOf(tx)
        await sql.raw(names.map((name) => `delete from "${name}"`).join('; ')).execute(tx)
        await restartSequences(tx)
        for (const row of rows) await insert(tx, row)
        await restartSequences(tx)
      }),
    // The next transaction that writes will have this number.
    version: async () =>
      (await sql<StoredRow>`select pg_snapshot_xmax(pg_current_snapshot())::text as v`.execute(db))
        .rows[0]?.['v'],
    close: () => db.destroy(),
  }
}

async function deferReferences(db: Db) {
  const { rows } = await sql<{ statement: string }>`
    select format('alter table %s alter constraint %I deferrable', conrelid::regclass, conname)
      as statement from pg_constraint where contype = 'f'`.execute(db)
  for (const { statement } of rows) await sql.raw(statement).execute(db)
}

async function tablesOf(tx: Tx): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`select table_name as name
    from information_schema.tables where table_schema = current_schema()`.execute(tx)
  return clearedTables(rows.map(({ name }) => name))
}

async function insert(tx: Tx, [table, row]: TableRow) {
  const names = Object.keys(row).map((name) => sql.id(name))
  await sql`insert into ${sql.table(table)} (${sql.join(names)})
    values (${sql.join(Object.values(row))})`.execute(tx)
}

/** Ids that came with the rows are not known to what gives new ones. */
async function restartSequences(tx: Tx) {
  const { rows } = await sql<{ name: string; sequence: string }>`
    select table_name as name, pg_get_serial_sequence(quote_ident(table_name), 'id') as sequence
    from information_schema.columns
    where is_identity = 'YES' and table_schema = current_schema()`.execute(tx)
  for (const { name, sequence } of rows) {
    await sql`select setval(${sequence}, coalesce(max(id), 0) + 1, false)
      from ${sql.table(name)}`.execute(tx)
  }
}
