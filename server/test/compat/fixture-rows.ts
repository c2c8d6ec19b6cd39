import { columns, type Row, timeAt, tokenHash, valueAt, hashed } from './fixture-values.ts'
import { type Json, type JsonObject, listAt, objectAt, textAt } from './json.ts'

export type TableRow = [table: string, row: Row]

const LONG_AGO = '2025-01-01T00:00:00.000000Z'

/** The rows that a fixture describes, as our tables hold them. `keys` name its files, in order. */
export function rowsOf(fixture: JsonObject, keys: string[]): TableRow[] {
  const rows = (name: string, table: string, row: (recorded: Json, index: number) => Row) =>
    listAt(fixture, name).map((recorded, index): TableRow => [table, row(recorded, index)])
  return [
    ...rows('users', 'user', user),
    ...listAt(fixture, 'users').flatMap(tokenOf),
    ...rows('queues', 'queue', queue),
    ...rows('kbcategories', 'kb_category', kbCategory),
    ...rows('kbitems', 'kb_item', kbItem),
    ...rows('custom_fields', 'custom_field', (field) => columns(field)),
    ...rows('tickets', 'ticket', ticket),
    ...customValues(fixture).map((value): TableRow => ['custom_value', { ...value }]),
    ...rows('ticketcc', 'ticket_cc', (cc) => columns(cc, { ticket: 'ticket_id', user: 'user_id' })),
    ...rows('ticket_dependencies', 'ticket_dependency', (dependency) =>
      columns(dependency, { ticket: 'ticket_id', depends_on: 'depends_on_id' }),
    ),
    ...rows('followups', 'followup', followUp),
    ...rows('ticketchanges', 'ticket_change', (change) =>
      columns(change, { followup: 'followup_id' }),
    ),
    ...rows('attachments', 'attachment', (recorded, index) => attachment(recorded, keys[index])),
  ]
}

/** What the fixture's tickets hold in custom fields, in the order in which they were stored. */
export function customValues(fixture: JsonObject) {
  const fields = new Map(
    listAt(fixture, 'custom_fields').map((field) => [textAt(field, 'name'), valueAt(field, 'id')]),
  )
  return listAt(fixture, 'tickets').flatMap((recorded) =>
    Object.keys(objectAt(recorded, 'custom_values')).map((name) => ({
      ticket_id: valueAt(recorded, 'id'),
      field_id: fields.get(name) ?? null,
      value: textAt(objectAt(recorded, 'custom_values'), name) ?? null,
    })),
  )
}

function user(recorded: Json): Row {
  const { password, token: _, ...rest } = columns(recorded)
  return {
    email: '',
    first_name: '',
    last_name: '',
    is_active: 1,
    email_on_ticket_change: 1,
    email_on_ticket_assign: 1,
    date_joined: LONG_AGO,
    ...rest,
    password: hashed(String(password)),
  }
}

function tokenOf(recorded: Json): TableRow[] {
  const token = textAt(recorded, 'token')
  if (token === undefined) return []
  const hash = tokenHash(token)
  return [['token', { user_id: valueAt(recorded, 'id'), name: 'API', hash, created: LONG_AGO }]]
}

function queue(recorded: Json): Row {
  return columns(recorded, { default_owner: 'default_owner_id' })
}

function kbCategory(recorded: Json): Row {
  return { description: '', public: 1, ...columns(recorded, { queue: 'queue_id' }) }
}

function kbItem(recorded: Json): Row {
  return { enabled: 1, last_updated: LONG_AGO, ...columns(recorded, { category: 'category_id' }) }
}

function ticket(recorded: Json): Row {
  const { custom_values: _, ...row } = columns(recorded, {
    queue: 'queue_id',
    assigned_to: 'assigned_to_id',
    kbitem: 'kb_item_id',
    merged_to: 'merged_to_id',
  })
  const created = timeAt(recorded, 'created') ?? LONG_AGO
  return {
    ...row,
    created,
    modified: timeAt(recorded, 'modified') ?? created,
    due_date: timeAt(recorded, 'due_date'),
    last_escalation: timeAt(recorded, 'last_escalation'),
  }
}

function followUp(recorded: Json): Row {
  const { time_spent_seconds: seconds, ...row } = columns(recorded, {
    ticket: 'ticket_id',
    user: 'user_id',
  })
  const micros = typeof seconds === 'number' ? Math.round(seconds * 1e6) : null
  return { ...row, date: timeAt(recorded, 'date') ?? LONG_AGO, time_spent: micros }
}

function attachment(recorded: Json, key: string | undefined): Row {
  const {
    content: _,
    content_base64: __,
    ...row
  } = columns(recorded, {
    followup: 'followup_id',
    file: 'path',
  })
  return { path: row['filename'] ?? '', ...row, key: key ?? null }
}
