import type { TableRow } from './fixture-rows.ts'

export type StoredRow = Record<string, unknown>

/** The database of a running helpdesk, read and written from outside. */
export interface Store {
  read(query: string): Promise<StoredRow[]>
  /** Takes all rows away but the settings, and puts these there. */
  replace(rows: TableRow[]): Promise<void>
  /** Another value whenever anything has been written since. */
  version(): Promise<unknown>
  close(): Promise<void>
}

const COUNTS = ['tally', 'ticket_block']

/**
 * The tables that are to be emptied. Settings stay: among them are secrets that the running server
 * has read already. Triggers count what is deleted elsewhere: the counts go last.
 */
export const clearedTables = (names: string[]): string[] =>
  names
    .filter((name) => !/^(sqlite_|kysely_|setting$)/.test(name))
    .toSorted((a, b) => COUNTS.indexOf(a) - COUNTS.indexOf(b))
