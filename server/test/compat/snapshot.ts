import type { Store, StoredRow } from './store.ts'
import { TABLES } from './tables.ts'

/** All rows of the compared tables by id, what custom fields hold, and the mails that wait. */
export interface Snapshot {
  version: unknown
  tables: Map<string, Map<string, StoredRow>>
  customValues: Map<string, string>
  mails: Map<string, StoredRow>
}

/** Reads the state of the helpdesk; `last` spares the reading when nothing was written since. */
export async function takeSnapshot(store: Store, last?: Snapshot): Promise<Snapshot> {
  const version = await store.version()
  if (last && last.version === version) return last
  const tables = new Map<string, Map<string, StoredRow>>()
  for (const { table } of Object.values(TABLES)) {
    tables.set(table, byId(await store.read(`select * from "${table}"`)))
  }
  return {
    version,
    tables,
    customValues: await customValues(store),
    mails: byId(
      await store.read(`select id, payload from job where name = 'mail.send' order by id`),
    ),
  }
}

const byId = (rows: StoredRow[]) => new Map(rows.map((row) => [String(row['id']), row]))

/** A field without a value and a field with an empty row are the same to everyone. */
async function customValues(store: Store): Promise<Map<string, string>> {
  const rows = await store.read(
    'select ticket_id, field_id, value from custom_value where value is not null',
  )
  return new Map(
    rows.map((row) => [
      `${String(row['ticket_id'])}/${String(row['field_id'])}`,
      String(row['value']),
    ]),
  )
}
