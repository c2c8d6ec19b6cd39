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
import type { Snapshot, StoredRow } from './snapshot.ts'
import { type TableMap, TABLES } from './tables.ts'

/** What happened to a row: the values it got, written as JSON. `null` before it was, and after. */
export interface Change {
  kind: 'inserted' | 'updated' | 'deleted'
  cells: Map<string, { from: string | undefined; to: string }>
}

/** Rows that changed, named like "ticket 9". */
export type Changes = Map<string, Change>

const FILE = '"a file"'

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
  return changes
}

const nameOf = (map: TableMap, row: Json) => `${map.table} ${textAt(row, 'id')}`

function insertedCells(map: TableMap, row: Json): Change['cells'] {
  const cells: Change['cells'] = new Map()
  for (const [theirs, value] of Object.entries(isObject(row) ? row : {})) {
    const ours = counterpart(map, theirs)
    if (ours) cells.set(ours, { from: undefined, to: recordedCell(map, ours, value) })
  }
  return cells
}

function updatedCells(map: TableMap, changes: JsonObject): Change['cells'] {
  const cells: Change['cells'] = new Map()
  for (const [theirs, pair] of Object.entries(changes)) {
    const ours = counterpart(map, theirs)
    if (!ours || !Array.isArray(pair)) continue
    const [from, to] = pair.map((value) => recordedCell(map, ours, value))
    cells.set(ours, { from, to: to ?? 'null' })
  }
  return cells
}

function counterpart({ columns, file }: TableMap, theirs: string): string | undefined {
  return file?.[0] === theirs ? file[1] : columns[theirs]
}

function recordedCell(map: TableMap, ours: string, value: Json): string {
  if (value !== null && map.file?.[1] === ours) return FILE
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
  const names = [...Object.values(map.columns), ...(map.file ? [map.file[1]] : [])]
  for (const name of names) {
    if (old && (old[name] === row[name] || map.mayChange?.includes(name))) continue
    const cell = (value: unknown) => storedCell(map, name, value)
    cells.set(name, { from: old && cell(old[name]), to: cell(row[name]) })
  }
  return cells.size > 0 ? { kind: old ? 'updated' : 'inserted', cells } : null
}

function storedCell(map: TableMap, name: string, value: unknown): string {
  if (typeof value === 'string') return map.file?.[1] === name ? FILE : JSON.stringify(value)
  return value === null || value === undefined ? 'null' : String(value)
}
