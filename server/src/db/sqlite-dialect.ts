import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  CompiledQuery as Query,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'
import { patience } from './busy.ts'
import type { Sqlite } from './sqlite.ts'

/** Takes its turn at the writing connection with the first write, and keeps it until it is released. */
interface Connection extends DatabaseConnection {
  release(): void
}

/**
 * Kysely over one connection that writes, and one that reads whatever is outside of a transaction:
 * nobody who only reads waits for those who write, here or in another process.
 */
export function sqliteDialect(writer: Sqlite, reader?: Sqlite, afterWrite = () => {}): Dialect {
  const turn = turns()
  const whenFree = patience()
  writer.prepare('pragma busy_timeout = 0').all([])

  function connect(): Connection {
    let release: (() => void) | undefined
    let hasBegun = false
    return {
      async executeQuery<Row>(query: CompiledQuery) {
        if (!release && reader && query.sql.startsWith('select')) return run<Row>(reader, query)
        release ??= await turn()
        // Whoever has begun a transaction is the only one who writes until its end.
        if (hasBegun) {
          hasBegun = !/^(commit|rollback)$/.test(query.sql)
          return run<Row>(writer, query)
        }
        const result = await whenFree(() => run<Row>(writer, query))
        hasBegun = query.sql === 'begin'
        return result
      },
      streamQuery() {
        throw new Error('Rows are read all at once.')
      },
      release() {
        if (release) afterWrite()
        release?.()
      },
    }
  }
  return {
    createDriver: () => driverOf(connect, async () => (reader?.close(), writer.close())),
    createAdapter: () => new Adapter(),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createIntrospector: (db) => new SqliteIntrospector(db),
  }
}

function driverOf(connect: () => Connection, destroy: () => Promise<void>): Driver {
  return {
    init: async () => {},
    acquireConnection: async () => connect(),
    beginTransaction: says('begin'),
    commitTransaction: says('commit'),
    rollbackTransaction: says('rollback'),
    releaseConnection: async (connection) => (connection as Connection).release(),
    destroy,
  }
}

const says = (sql: string) => async (connection: DatabaseConnection) =>
  void (await connection.executeQuery(Query.raw(sql)))

/** Migrations are one transaction: of two processes that start together, one makes the tables. */
class Adapter extends SqliteAdapter {
  override get supportsTransactionalDdl() {
    return true
  }
  // The driver has its own turns.
  override get supportsMultipleConnections() {
    return true
  }
}

function run<Row>(connection: Sqlite, { sql, parameters }: CompiledQuery): QueryResult<Row> {
  const statement = connection.prepare(sql)
  if (statement.reader) return { rows: statement.all(parameters) as Row[] }
  const { changes, lastInsertRowid } = statement.run(parameters)
  return { insertId: BigInt(lastInsertRowid), numAffectedRows: BigInt(changes), rows: [] }
}

/** Gives the function that waits for its turn; what that gives ends it. */
function turns() {
  let last: Promise<unknown> = Promise.resolve()
  return async (): Promise<() => void> => {
    const before = last
    const { promise, resolve } = Promise.withResolvers<void>()
    last = promise
    await before
    return resolve
  }
}
