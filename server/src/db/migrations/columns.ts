import { type ColumnDefinitionBuilder, type Kysely, PostgresAdapter, sql } from 'kysely'

type Column = (column: ColumnDefinitionBuilder) => ColumnDefinitionBuilder

/** The column types of the engine that is being migrated, by what they hold. */
export function columnsFor<DB>(db: Kysely<DB>) {
  const postgres = db.getExecutor().adapter instanceof PostgresAdapter
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
