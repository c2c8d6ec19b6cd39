import { DatabaseSync } from 'node:sqlite'
import type { TableRow } from './fixture-rows.ts'
import { clearedTables, type Store } from './store.ts'

export function storeInSqlite(path: string): Store {
  const db = new DatabaseSync(path, { enableForeignKeyConstraints: false })
  db.exec('pragma busy_timeout = 5000; pragma synchronous = off')
  return {
    async read(query) {
      const statement = db.prepare(query)
      statement.setReadBigInts(true)
      return statement.all()
    },
    async replace(rows) {
      db.exec('begin immediate')
      try {
        clear(db)
        for (const row of rows) insert(db, row)
        db.exec('commit')
      } catch (error) {
        db.exec('rollback')
        throw error
      }
    },
    version: async () => Object.values(db.prepare('pragma data_version').get() ?? {})[0],
    close: async () => db.close(),
  }
}

function insert(db: DatabaseSync, [table, row]: TableRow) {
  const names = Object.keys(row).map((name) => `"${name}"`)
  const marks = names.map(() => '?')
  db.prepare(`insert into "${table}" (${names.join()}) values (${marks.join()})`).run(
    ...Object.values(row),
  )
}

function clear(db: DatabaseSync) {
  const found = db.prepare('pragma table_list').all() as { name: string; type: string }[]
  const tables = found.filter(({ type }) => type === 'table').map(({ name }) => name)
  for (const table of clearedTables(tables)) db.exec(`delete from "${table}"`)
  db.exec('delete from sqlite_sequence')
}
