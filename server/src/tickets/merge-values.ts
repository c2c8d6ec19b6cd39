import { type CustomField, saveStoredValue, storedValues } from '../custom-fields/queries.ts'
import type { Tx } from '../db/index.ts'
import type { TicketRow } from '../db/schema.ts'
import { type Changes, differing } from './field-names.ts'
import type { FieldChange } from './follow-ups/write.ts'

/** The fields whose value a ticket may take from one that is merged into it; custom ones besides. */
export const MERGED = {
  title: 'title',
  description: 'description',
  resolution: 'resolution',
  submitter_email: 'submitter_email',
  assigned_to: 'assigned_to_id',
  priority: 'priority',
  due_date: 'due_date',
} as const satisfies Record<string, keyof TicketRow>

/** Which ticket's value is taken, by the name of the field. */
export type Chosen = Record<string, number>

/** What a ticket's own columns become. `rows` are all of the tickets, by their ids. */
export function chosenColumns(
  target: TicketRow,
  rows: Map<number, TicketRow>,
  chosen: Chosen,
): Changes {
  const taken = Object.entries(MERGED).flatMap(([name, column]) => {
    const from = rows.get(chosen[name] ?? target.id)
    return from ? [[column, from[column]]] : []
  })
  return differing(target, Object.fromEntries(taken))
}

/** Takes the custom values that were chosen, as they are stored, and says what that changed. */
export async function takeCustomValues(
  tx: Tx,
  target: TicketRow,
  { custom, chosen }: { custom: CustomField[]; chosen: Chosen },
): Promise<FieldChange[]> {
  const asked = custom.filter(({ name }) => (chosen[name] ?? target.id) !== target.id)
  if (asked.length === 0) return []
  const ids = [target.id, ...new Set(asked.map(({ name }) => chosen[name]!))]
  const stored = await storedValues(tx, asked, ids)
  const changes: FieldChange[] = []
  for (const { name, row } of asked) {
    const old = stored.get(target.id)?.get(row.id) ?? null
    const value = stored.get(chosen[name]!)?.get(row.id) ?? null
    if (old === value) continue
    await saveStoredValue(tx, { ticket: target.id, field: row.id, value })
    changes.push({ field: row.label, old, new: value })
  }
  return changes
}
