import type { Difference } from './differences.ts'
import { customValues } from './fixture-rows.ts'
import { type Json, type JsonObject, listAt, objectAt, textAt, writeJson } from './json.ts'
import type { Snapshot } from './snapshot.ts'

/** The reference numbers its custom values; ours are known by ticket and field. */
export type CustomValueIds = Map<string, { key: string; value: string | null }>

type Values = Map<string, string | null>

/** The numbers that the values of a fixture have got: they were stored in its order. */
export function customValueIds(fixture: JsonObject): CustomValueIds {
  return new Map(
    customValues(fixture).map(({ ticket_id: ticket, field_id: field, value }, index) => [
      String(index + 1),
      {
        key: `${String(ticket)}/${String(field)}`,
        value: typeof value === 'string' ? value : null,
      },
    ]),
  )
}

/** Follows what the recording says happened to custom values. Returns those with a new value. */
export function recordedValues(db: JsonObject, ids: CustomValueIds): Values {
  const recorded = objectAt(db, 'helpdesk_ticketcustomfieldvalue')
  const values: Values = new Map()
  const set = (id: string, key: string | undefined, value: string | null) => {
    if (key === undefined) return
    if (value !== (ids.get(id)?.value ?? null)) values.set(key, value)
    ids.set(id, { key, value })
  }
  for (const row of listAt(recorded, 'inserted')) {
    const key = `${textAt(row, 'ticket_id')}/${textAt(row, 'field_id')}`
    set(textAt(row, 'id') ?? key, key, textAt(row, 'value') ?? null)
  }
  for (const row of listAt(recorded, 'updated')) {
    const id = textAt(row, 'id') ?? ''
    const value: Json = listAt(objectAt(row, 'changes'), 'value')[1] ?? null
    set(id, ids.get(id)?.key, typeof value === 'string' ? value : null)
  }
  for (const deleted of listAt(recorded, 'deleted_ids')) {
    const id = writeJson(deleted)
    set(id, ids.get(id)?.key, null)
  }
  return values
}

/** Where the custom values that changed differ from those that the recording says did. */
export function customValueDifferences(
  expected: Values,
  before: Snapshot,
  after: Snapshot,
): Difference[] {
  const keys = new Set([
    ...expected.keys(),
    ...before.customValues.keys(),
    ...after.customValues.keys(),
  ])
  return [...keys].flatMap((key) => {
    const [old, now] = [before.customValues.get(key) ?? null, after.customValues.get(key) ?? null]
    const wanted = expected.has(key) ? (expected.get(key) ?? null) : old
    if (wanted === now) return []
    const at = `stored custom value ${key} (ticket/field)`
    return [{ at, expected: JSON.stringify(wanted), actual: JSON.stringify(now) }]
  })
}
