import type { SqliteStatement } from 'kysely'
import { openSqlite, type Sqlite } from './sqlite.ts'

/** A connection that only reads. */
export interface Reader extends Sqlite {
  /** Something is about to be written: what is read from then on must see it. */
  refresh(): void
  /** A request has come: it must see whatever was written before it, by whichever process. */
  greet(): void
  /** Another number whenever somebody has written since: the same one means the same rows. */
  version(): number
  /** Much will be read: the file is mapped into memory, which saves copying each page of it. */
  map(): void
}

/** The most that SQLite maps, in bytes. What is mapped is the system's memory: it may take it back. */
const MOST_MAPPED = 2_147_418_112

/**
 * Opens a connection whose reads in one turn of the event loop share a snapshot of the database:
 * to take one costs more than to read a row. It ends with the turn, or when this process writes.
 */
export function openReader(path: string): Reader {
  const connection = openSqlite(path)
  const [begin, commit] = [connection.prepare('begin deferred'), connection.prepare('commit')]
  const dataVersion = connection.prepare('pragma data_version')
  let isOpen = false
  let version: number | undefined
  let isGreeted = false
  let isMapped = false

  function share() {
    if (isOpen) return
    begin.run([])
    isOpen = true
    version = undefined
    setImmediate(refresh)
  }

  function refresh() {
    if (!isOpen) return
    isOpen = false
    try {
      commit.run([])
    } catch {
      // After an error SQLite may have ended it by itself; the next read begins anew.
    }
  }

  const shared = new WeakMap<SqliteStatement, SqliteStatement>()

  return {
    prepare(sql) {
      const statement = connection.prepare(sql)
      const known = shared.get(statement)
      if (known) return known
      const sharing: SqliteStatement = {
        ...statement,
        all(parameters) {
          share()
          return statement.all(parameters)
        },
      }
      shared.set(statement, sharing)
      return sharing
    },
    refresh,
    // What began after the last requests were read would last until after the next ones are. Of
    // those that are read together the first one ends it; what begins then is newer than all.
    greet() {
      if (isGreeted) return
      isGreeted = true
      setImmediate(() => (isGreeted = false))
      refresh()
    },
    version() {
      share()
      return (version ??= (dataVersion.all([])[0] as { data_version: number }).data_version)
    },
    map() {
      if (isMapped) return
      isMapped = true
      refresh()
      connection.prepare(`pragma mmap_size = ${MOST_MAPPED}`).all([])
    },
    close() {
      refresh()
      connection.close()
    },
  }
}
