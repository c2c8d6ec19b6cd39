import { type Kysely, sql } from 'kysely'
import { isSqlite } from './columns.ts'

/** What lists of tickets are narrowed by: an index that holds all of it answers without the rows. */
const NARROW = [
  'queue_id',
  'status',
  'priority',
  'assigned_to_id',
  'on_hold',
  'kb_item_id',
  'merged_to_id',
]
const TIMES = ['created', 'modified', 'due_date']

/**
 * One index for each order of the list of tickets, with all that it is narrowed by: to walk past a
 * ticket that does not match takes a fraction of reading its row. See adr/0013.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const replaced = ['ticket_id', 'ticket_status_id', 'ticket_assigned_to_id']
  for (const name of [...replaced, 'custom_value_field_id']) {
    await sql.raw(`drop index ${name}`).execute(db)
  }
  for (const key of ['id', 'status', 'priority', 'assigned_to_id', ...TIMES]) {
    await sql.raw(narrowIndex(db, key)).execute(db)
  }
  for (const on of [
    'ticket_email on ticket (lower(submitter_email), id)',
    'ticket_kb_item on ticket (kb_item_id, id)',
    'custom_value_found on custom_value (field_id, substr(value, 1, 100), ticket_id)',
  ]) {
    await sql.raw(`create index ${on}`).execute(db)
  }
  await createForFollowUps(db)
}

/** Follow-ups by their dates, and those of one person by theirs. */
async function createForFollowUps(db: Kysely<unknown>) {
  await sql`drop index followup_date_id`.execute(db)
  for (const [name, key, more] of [
    ['date', 'date, id', 'queue_id, user_id, public, new_status'],
    ['user', 'user_id, date, id', 'queue_id, public, new_status'],
  ]) {
    const columns = isSqlite(db) ? `(${key}, ${more})` : `(${key}) include (${more})`
    await sql.raw(`create index followup_by_${name} on followup ${columns}`).execute(db)
  }
}

function narrowIndex(db: Kysely<unknown>, key: string) {
  const names = [...NARROW, ...TIMES].filter((column) => column !== key)
  const id = key === 'id' ? '' : ', id'
  if (!isSqlite(db)) {
    // As SQLite sorts: what has no date comes first.
    const nulls = key === 'due_date' ? 'nulls first' : ''
    return `create index ticket_by_${key} on ticket (${key} ${nulls}${id}) include (${names.join(', ')})`
  }
  // A time as text is six times as long as its seconds.
  const more = names.map((name) => (TIMES.includes(name) ? `unixepoch(${name})` : name))
  return `create index ticket_by_${key} on ticket (${key}${id}, ${more.join(', ')})`
}
