import { type RawBuilder, sql } from 'kysely'
import type { Context } from '../context.ts'
import { readAside } from '../db/aside.ts'
import { monthOf } from '../db/calendar.ts'
import type { Db } from '../db/index.ts'
import { PRIORITIES, STATUSES } from '../lib/ticket-status.ts'
import { nameOf } from '../users/name.ts'
import { type Asked, ticketsFor } from './find.ts'

/** What tickets can be counted by. */
export const ROWS = ['user', 'queue', 'priority', 'status', 'month'] as const
export const COLUMNS = ['status', 'priority', 'month', 'queue'] as const

export type By = (typeof ROWS)[number]

type Value = string | number | null
interface Counted {
  row: Value
  column: Value
  count: number
}

/** Counts tickets by two things: by queue and status, say. Rows and columns without any are left out. */
export async function countTicketsBy(ctx: Context, asked: Asked, by: { row: By; column: By }) {
  const { db } = ctx
  const query = ticketsFor(ctx, asked)
    .select([columnOf(db, by.row).as('row'), columnOf(db, by.column).as('column')])
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .groupBy([sql.lit(1), sql.lit(2)].map((place) => sql`${place}`))
  const counted = await readAside<Counted>(db, query as never)
  const [rows, columns] = await Promise.all([
    headings(db, by.row, new Set(counted.map(({ row }) => row))),
    headings(db, by.column, new Set(counted.map(({ column }) => column))),
  ])
  const counts = new Map(counted.map(({ row, column, count }) => [`${row} ${column}`, count]))
  const results = rows.map((row) => {
    const own = columns.map((column) => counts.get(`${row.value} ${column.value}`) ?? 0)
    return { ...row, counts: own, total: sum(own) }
  })
  return {
    columns,
    rows: results,
    totals: columns.map((_, index) => sum(results.map((row) => row.counts[index]!))),
    total: sum(results.map(({ total }) => total)),
  }
}

const sum = (numbers: number[]) => numbers.reduce((one, other) => one + other, 0)

function columnOf(db: Db, by: By): RawBuilder<Value> {
  if (by === 'month') return monthOf(db, 'ticket.created')
  const columns = { user: 'assigned_to_id', queue: 'queue_id', priority: 'priority' }
  return sql.ref(`ticket.${by === 'status' ? by : columns[by]}`)
}

interface Heading {
  value: Value
  label: string
}

/** What the values are called, in the order in which people look for them. */
async function headings(db: Db, by: By, values: Set<Value>): Promise<Heading[]> {
  const found = [...values]
  if (by === 'month') return found.map(itself).toSorted(byLabel)
  if (by === 'status' || by === 'priority') {
    const names = new Map(by === 'status' ? STATUSES : PRIORITIES)
    return found
      .map((value) => ({ value, label: names.get(Number(value)) ?? String(value) }))
      .toSorted((a, b) => Number(a.value) - Number(b.value))
  }
  const names = by === 'user' ? await userNames(db) : await queueNames(db)
  return found
    .map((value) => ({ value, label: nameIn(names, value) }))
    .toSorted((a, b) => Number(a.value === null) - Number(b.value === null) || byLabel(a, b))
}

const itself = (value: Value): Heading => ({ value, label: String(value) })

const byLabel = (a: Heading, b: Heading) => (a.label < b.label ? -1 : Number(a.label > b.label))

const nameIn = (names: Map<number, string>, value: Value) =>
  value === null ? 'Unassigned' : (names.get(Number(value)) ?? String(value))

/** Those whom tickets are assigned to work here, or did: they are few. */
async function userNames(db: Db) {
  const rows = await db
    .selectFrom('user')
    .select(['id', 'username', 'first_name', 'last_name'])
    .where('is_staff', '=', true)
    .execute()
  return new Map(rows.map((row) => [row.id, nameOf(row)]))
}

async function queueNames(db: Db) {
  const rows = await db.selectFrom('queue').select(['id', 'title']).execute()
  return new Map(rows.map(({ id, title }) => [id, title]))
}
