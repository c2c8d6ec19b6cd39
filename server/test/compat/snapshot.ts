import type { DatabaseSync } from 'node:sqlite'
import { TABLES } from './tables.ts'

export type StoredRow = Record<string, unknown>

/** All rows of the compared tables by id, what custom fields hold, and the mails that wait. */
export interface Snapshot {
  version: unknown
  tables: Map<string, Map<string, StoredRow>>
  customValues: Map<string, string>
  mails: Map<string, StoredRow>
}

/** Reads the state of the helpdesk; `last` spares the reading when nothing was written since. */
export function takeSnapshot(db: DatabaseSync, last?: Snapshot): Snapshot {
  const version = Object.values(db.prepare('pragma data_version').get() ?? {})[0]
  if (last && last.version === version) return last
  const names = Object.values(TABLES).map(({ table }) => table)
  return {
    version,
    tables: new Map(names.map((table) => [table, byId(read(db, `select * from "${table}"`))])),
    customValues: customValues(db),
    mails: byId(read(db, `select id, payload from job where name = 'mail.send' order by id`)),
  }
}

function read(db: DatabaseSync, query: string): StoredRow[] {
  const statement = db.prepare(query)
  statement.setReadBigInts(true)
  return statement.all()
}

const byId = (rows: StoredRow[]) => new Map(rows.map((row) => [String(row['id']), row]))

/** A field without a value and a field with an empty row are the same to everyone. */
function customValues(db: DatabaseSync): Map<string, string> {
  const rows = read(
    db,
    'select ticket_id, field_id, value from custom_value where value is not null',
  )
  return new Map(
    rows.map((row) => [
      `${String(row['ticket_id'])}/${String(row['field_id'])}`,
      String(row['value']),
    ]),
  )
}
