import {
  type ColumnDefinitionBuilder,
  type CreateTableBuilder,
  type Kysely,
  PostgresAdapter,
  sql,
} from 'kysely'

type Column = (column: ColumnDefinitionBuilder) => ColumnDefinitionBuilder

export const isSqlite = <DB>(db: Kysely<DB>): boolean =>
  !(db.getExecutor().adapter instanceof PostgresAdapter)

/**
 * Lets SQLite keep rows in the order of their primary key: those of one ticket lie beside each
 * other, and to read them is to read one page of the database, not one for each. See adr/0007.
 */
export const inOrderOfKey =
  <DB>(db: Kysely<DB>) =>
  <Table extends string, Name extends string>(table: CreateTableBuilder<Table, Name>) =>
    isSqlite(db) ? table.modifyEnd(sql`without rowid`) : table

/** The column types of the engine that is being migrated, by what they hold. */
export function columnsFor<DB>(db: Kysely<DB>) {
  const postgres = !isSqlite(db)
  return {
    /** Ids are never given twice, not even after their row is gone. */
    id: ((c) =>
      postgres
        ? c.primaryKey().generatedByDefaultAsIdentity()
        : c.primaryKey().autoIncrement()) satisfies Column,
    time: postgres ? sql`timestamptz` : sql`text`,
    json: postgres ? sql`jsonb` : sql`json`,
  }
}

export const required: Column = (column) => column.notNull()

export const flag: Column = (column) => column.notNull().defaultTo(false)

export const refers =
  (to: string): Column =>
  (column) =>
    column.notNull().references(to).onDelete('cascade')

export const mayRefer =
  (to: string): Column =>
  (column) =>
    column.references(to).onDelete('set null')

/** A trigger of SQLite; PostgreSQL, where many write at once, has others. */
export interface Trigger {
  name: string
  table: string
  /** `after update of queue_id`, say. */
  when: string
  /** Statements, each with its semicolon. */
  body: string
}

export async function createTrigger<DB>(
  db: Kysely<DB>,
  { name, table, when, body }: Trigger,
): Promise<void> {
  await sql
    .raw(`create trigger ${name} ${when} on ${table} for each row begin ${body} end`)
    .execute(db)
}

export const dropTrigger = <DB>(db: Kysely<DB>, name: string) =>
  sql.raw(`drop trigger ${name}`).execute(db)
