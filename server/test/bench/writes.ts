import { DatabaseSync } from 'node:sqlite'

/** A plain value; the id of the row just made in a table; or the id of some ticket. */
export type Value = null | number | string | { made: string } | { any: 'ticket' }

/** One statement, and what it is given. */
export interface Write {
  table: string
  sql: string
  values: Value[]
}

type Row = Record<string, number | string | null>

/** Kept by triggers, which run for the bare database too. */
const KEPT_BY_TRIGGERS = ['tally', 'ticket_block', 'sequence']
/** What is read of a ticket before each commit: see src/db/due-tickets.ts, which the bare database runs. */
const WORDS = 'ticket_text'
/** What src/db/next-id.ts has for tables that give no ids by themselves. */
const NEXT_ID: Record<string, string> = {
  followup: `(select value + 1 from sequence where name = 'followup')`,
}
const PARENTS_FIRST = ['ticket', 'followup']

/**
 * The writes of one request, found by comparing the database before and after it: rows that are
 * new, and what changed in `ticket`, the one that it is about.
 */
export async function writesOf(
  path: string,
  ticket: number | null,
  request: () => Promise<unknown>,
): Promise<Write[]> {
  using db = new DatabaseSync(path, { readOnly: true })
  const tables = tablesOf(db)
  const before = look(db, tables, ticket)
  await request()
  const after = look(db, tables, ticket)

  for (const table of tables.filter(({ numbered }) => !numbered).map(({ name }) => name)) {
    if (before.sizes[table] === after.sizes[table]) continue
    throw new Error(`A request wrote to ${table}, which the bare database does not repeat.`)
  }
  const inserts = tables
    .filter(({ numbered }) => numbered)
    .flatMap(({ name }) => newRows(db, name, before.highest[name]!))
    .map(({ table, row }) => insertOf(table, row, ticket))
  return [...inserts, ...updateOf(before.ticket, after.ticket)]
}

function tablesOf(db: DatabaseSync) {
  const rows = db
    .prepare(
      `select name, exists (select 1 from pragma_table_info(t.name) where name = 'id') as numbered
       from sqlite_schema t where type = 'table' and name not like 'sqlite_%' and name not like 'kysely_%'`,
    )
    .all() as { name: string; numbered: number }[]
  const place = (name: string) => (PARENTS_FIRST.indexOf(name) + 9) % 9
  return rows
    .filter(({ name }) => !KEPT_BY_TRIGGERS.includes(name) && !name.startsWith(WORDS))
    .toSorted((a, b) => place(a.name) - place(b.name))
}

function look(db: DatabaseSync, tables: ReturnType<typeof tablesOf>, ticket: number | null) {
  const highest: Record<string, number> = {}
  const sizes: Record<string, number> = {}
  for (const { name, numbered } of tables) {
    const what = numbered ? 'coalesce(max(id), 0)' : 'count(*)'
    const { value } = db.prepare(`select ${what} as value from "${name}"`).get() as Row
    if (numbered) highest[name] = Number(value)
    else sizes[name] = Number(value)
  }
  const row = db.prepare('select * from ticket where id = ?').get(ticket) as Row | undefined
  return { highest, sizes, ticket: row ?? null }
}

function newRows(db: DatabaseSync, table: string, highest: number) {
  const rows = db.prepare(`select * from "${table}" where id > ? order by id`).all(highest) as Row[]
  return rows.map((row) => ({ table, row }))
}

/** Where a follow-up lies a trigger sets, here as there. */
function insertOf(table: string, { id: _, place: __, ...row }: Row, ticket: number | null): Write {
  const columns = Object.keys(row)
  const id = NEXT_ID[table] ? { id: NEXT_ID[table] } : {}
  const into = { ...id, ...Object.fromEntries(columns.map((column) => [column, '?'])) }
  const sql = `insert into "${table}" (${Object.keys(into).join(', ')})
    values (${Object.values(into).join(', ')}) returning id`
  const values = columns.map((column): Value => {
    if (column === 'followup_id') return { made: 'followup' }
    if (column !== 'ticket_id') return row[column]!
    return ticket === null ? { made: 'ticket' } : { any: 'ticket' }
  })
  return { table, sql, values }
}

function updateOf(before: Row | null, after: Row | null): Write[] {
  if (!before || !after) return []
  const changed = Object.keys(after).filter((column) => before[column] !== after[column])
  if (changed.length === 0) return []
  const sql = `update ticket set ${changed.map((column) => `${column} = ?`).join(', ')} where id = ?`
  return [
    { table: '', sql, values: [...changed.map((column) => after[column]!), { any: 'ticket' }] },
  ]
}
