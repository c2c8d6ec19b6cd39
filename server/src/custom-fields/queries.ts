import { sql } from 'kysely'
import type { Db, Tx } from '../db/index.ts'
import { anyOf, listOf, prepared } from '../db/prepared.ts'
import { remembered } from '../db/remembered.ts'
import type { CustomFieldRow } from '../db/schema.ts'
import type { Fields } from '../http/fields/field.ts'
import { DATA_TYPES, type DataType } from './types.ts'

/** One custom field, by the name that it has in the API. */
export interface CustomField {
  name: string
  row: CustomFieldRow
  type: DataType
}

/** What is kept of a ticket's custom fields, by the field's id. */
type Stored = Map<number, string | null>

const all = remembered(
  prepared<object, CustomFieldRow>((db) =>
    db
      .selectFrom('custom_field')
      .selectAll()
      .orderBy(sql`ordering asc nulls first`)
      .orderBy('id'),
  ),
)

/** The custom fields that there are, in their order. */
export async function customFields(db: Db): Promise<CustomField[]> {
  const rows = await all(db, {})
  return rows.map((row) => ({ name: `custom_${row.name}`, row, type: DATA_TYPES[row.data_type]! }))
}

/** The fields of the API that they make. */
export const fieldsOf = (custom: CustomField[]): Fields<unknown> =>
  Object.fromEntries(
    custom.map(({ name, row, type }) => [
      name,
      type.field(row, {
        label: row.label,
        ...(row.help_text ? { help: row.help_text } : {}),
        required: row.required,
      }),
    ]),
  )

const valuesFor = prepared<
  { tickets: string },
  { ticket_id: number; field_id: number; value: string | null }
>((db, param) =>
  db
    .selectFrom('custom_value')
    .selectAll()
    .where('ticket_id', 'in', anyOf(db, param('tickets'))),
)

/** What is kept of these tickets: one query, and none where there are no custom fields. */
export async function storedValues(db: Db, custom: CustomField[], ticketIds: number[]) {
  const byTicket = new Map<number, Stored>()
  if (custom.length === 0) return byTicket
  for (const { ticket_id, field_id, value } of await valuesFor(db, {
    tickets: listOf(ticketIds),
  })) {
    const stored = byTicket.get(ticket_id)
    if (stored) stored.set(field_id, value)
    else byTicket.set(ticket_id, new Map([[field_id, value]]))
  }
  return byTicket
}

/** Custom fields as the API shows them. `changed` holds values that were read just now. */
export function showValues(
  custom: CustomField[],
  stored: Stored | undefined,
  changed: Record<string, unknown> = {},
): Record<string, unknown> {
  const shown: Record<string, unknown> = {}
  for (const { name, row, type } of custom) {
    if (Object.hasOwn(changed, name)) {
      shown[name] = type.echo(changed[name], row)
      continue
    }
    const value = stored?.get(row.id) ?? null
    shown[name] = value === null ? null : type.show(value, row)
  }
  return shown
}

const upsert = prepared<{ ticket: number; field: number; value: string | null }, unknown>(
  (db, param) =>
    db
      .insertInto('custom_value')
      .values({ ticket_id: param('ticket'), field_id: param('field'), value: param('value') })
      .onConflict((conflict) =>
        conflict
          .columns(['ticket_id', 'field_id'])
          .doUpdateSet(({ ref }) => ({ value: ref('excluded.value') })),
      ),
)

/** Keeps a value as it was stored with another ticket. */
export async function saveStoredValue(
  tx: Tx,
  stored: { ticket: number; field: number; value: string | null },
) {
  await upsert(tx, stored)
}

/** Keeps what a new ticket says of each custom field, and what it leaves out. */
export async function saveNewValues(
  tx: Tx,
  {
    ticketId,
    custom,
    values,
  }: { ticketId: number; custom: CustomField[]; values: Record<string, unknown> },
) {
  for (const { name, row, type } of custom) {
    const given = Object.hasOwn(values, name)
    const value = given ? type.store(values[name]) : type.absent
    await upsert(tx, { ticket: ticketId, field: row.id, value })
  }
}

/** Keeps the values that a change names; the others stay. */
export async function saveChangedValues(
  tx: Tx,
  {
    ticketId,
    custom,
    values,
  }: { ticketId: number; custom: CustomField[]; values: Record<string, unknown> },
) {
  for (const { name, row, type } of custom) {
    if (!Object.hasOwn(values, name)) continue
    await upsert(tx, { ticket: ticketId, field: row.id, value: type.store(values[name]) })
  }
}
