import { type Compilable, type CompiledQuery, type Expression, sql } from 'kysely'
import { type Db, isPostgres, readerOf } from './index.ts'
import { keepPlanned } from './postgres/statements.ts'

type Param<P> = <Name extends keyof P & string>(name: Name) => Expression<P[Name]>

/** Stands for a value in a compiled query until it is run. */
class Placeholder {
  readonly name: string
  constructor(name: string) {
    this.name = name
  }
}

/**
 * A query that is built and compiled once for each engine, and afterwards only given its values.
 * Building a query costs three times what running it does: requests that come by the thousand
 * use this.
 */
export function prepared<P extends object, Row>(
  build: (db: Db, param: Param<P>) => Compilable<Row>,
): (db: Db, values: P) => Promise<Row[]> {
  const compiled: { sqlite?: CompiledQuery<Row>; postgres?: CompiledQuery<Row> } = {}
  const param: Param<P> = (name) => sql`${sql.val(new Placeholder(name))}`

  return async (db, values) => {
    const query = isPostgres(db)
      ? (compiled.postgres ??= planned(build(db, param).compile()))
      : (compiled.sqlite ??= build(db, param).compile())
    const parameters = query.parameters.map((value) =>
      value instanceof Placeholder ? values[value.name as keyof P] : value,
    )
    const reader = query.sql.startsWith('select') ? readerOf(db) : undefined
    if (reader) return reader.prepare(query.sql).all(parameters) as Row[]
    const { rows } = await db.executeQuery<Row>({ ...query, parameters })
    return rows
  }
}

function planned<Row>(query: CompiledQuery<Row>): CompiledQuery<Row> {
  keepPlanned(query.sql)
  return query
}

/** Values for `anyOf`: one parameter however many there are, so that the statement stays the same. */
export const listOf = (values: readonly (number | string)[]): string => JSON.stringify(values)

/** `column in (…)` for a parameter made by `listOf`. */
export function anyOf(db: Db, list: Expression<string>): Expression<number> {
  return isPostgres(db)
    ? sql<number>`(select value::integer from jsonb_array_elements_text(${list}::jsonb))`
    : sql<number>`(select value from json_each(${list}))`
}
