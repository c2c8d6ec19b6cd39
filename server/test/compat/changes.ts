import { storedTime } from './fixture-values.ts'
import {
  isNumber,
  isObject,
  type Json,
  type JsonObject,
  listAt,
  objectAt,
  textAt,
  writeJson,
} from './json.ts'
import type { Snapshot } from './snapshot.ts'
import type { StoredRow } from './store.ts'
import { type TableMap, TABLES } from './tables.ts'

/** What happened to a row: the values it got, written as JSON. `null` before it was, and after. */
export interface Change {
  kind: 'inserted' | 'updated' | 'deleted'
  cells: Map<string, { from: string | undefined; to: string }>
}

/** Rows that changed, named like "ticket 9". */
export type Changes = Map<string, Change>

/** What the recording says was written, in the words of our tables. */
export function recordedChanges(db: JsonObject): Changes {
  const changes: Changes = new Map()
  for (const [theirs, map] of Object.entries(TABLES)) {
    const recorded = objectAt(db, theirs)
    for (const row of listAt(recorded, 'inserted')) {
      changes.set(nameOf(map, row), { kind: 'inserted', cells: insertedCells(map, row) })
    }
    for (const row of listAt(recorded, 'updated')) {
      const cells = updatedCells(map, objectAt(row, 'changes'))
      if (cells.size > 0) changes.set(nameOf(map, row), { kind: 'updated', cells })
    }
    for (const id of listAt(recorded, 'deleted_ids')) {
      changes.set(`${map.table} ${writeJson(id)}`, { kind: 'deleted', cells: new Map() })
    }
  }
  addUserSettings(changes, db)
  return changes
}

/** The reference keeps a user's settings in a row of their own. */
function addUserSettings(changes: Changes, db: JsonObject) {
  for (const row of listAt(objectAt(db, 'helpdesk_usersettings'), 'inserted')) {
    const user = changes.get(`user ${textAt(row, 'user_id')}`)
    for (const name of ['email_on_ticket_change', 'email_on_ticket_assign']) {
      const to = textAt(row, name)
      if (to !== undefined) user?.cells.set(name, { from: undefined, to })
    }
  }
}

const nameOf = (map: TableMap, row: Json) => `${map.table} ${textAt(row, 'id')}`

function insertedCells(map: TableMap, row: Json): Change['cells'] {
  const cells: Change['cells'] = new Map()
  for (const [theirs, value] of Object.entries(isObject(row) ? row : {})) {
    const ours = map.columns[theirs]
    if (ours) cells.set(ours, { from: undefined, to: recordedCell(map, ours, value) })
  }
  return cells
}

function updatedCells(map: TableMap, changes: JsonObject): Change['cells'] {
  const cells: Change['cells'] = new Map()
  for (const [theirs, pair] of Object.entries(changes)) {
    const ours = map.columns[theirs]
    if (!ours || !Array.isArray(pair)) continue
    const [from, to] = pair.map((value) => recordedCell(map, ours, value))
    cells.set(ours, { from, to: to ?? 'null' })
  }
  return cells
}

function recordedCell(map: TableMap, ours: string, value: Json): string {
  const isTime = map.times?.includes(ours) && typeof value === 'string' && value !== '<now>'
  if (isTime) return JSON.stringify(storedTime(value))
  if (typeof value === 'boolean') return String(Number(value))
  return isNumber(value) ? value.rawJSON : writeJson(value)
}

/** What was written between two snapshots. */
export function storedChanges(before: Snapshot, after: Snapshot): Changes {
  const changes: Changes = new Map()
  if (before === after) return changes
  for (const map of Object.values(TABLES)) {
    const [old, now] = [before.tables.get(map.table), after.tables.get(map.table)]
    for (const [id, row] of now ?? []) {
      const change = changeOf(map, old?.get(id), row)
      if (change) changes.set(`${map.table} ${id}`, change)
    }
    for (const id of old?.keys() ?? []) {
      if (!now?.has(id)) changes.set(`${map.table} ${id}`, { kind: 'deleted', cells: new Map() })
    }
  }
  return changes
}

function changeOf(map: TableMap, old: StoredRow | undefined, row: StoredRow): Change | null {
  const cells: Change['cells'] = new Map()
  for (const name of Object.values(map.columns)) {
    if (old && (old[name] === row[name] || map.mayChange?.includes(name))) continue
    cells.set(name, { from: old && storedCell(old[name]), to: storedCell(row[name]) })
  }
  return cells.size > 0 ? { kind: old ? 'updated' : 'inserted', cells } : null
}

function storedCell(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value)
  // SQLite's flags are 0 and 1.
  if (typeof value === 'boolean') return String(Number(value))
  return value === null || value === undefined ? 'null' : String(value)
}
