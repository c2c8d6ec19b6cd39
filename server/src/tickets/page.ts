import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../db/index.ts'
import { prepared } from '../db/prepared.ts'
import type { Slice } from '../http/paging.ts'
import { type Branch, branchesOf, type TicketFilter } from './filter.ts'

type Values = Record<string, number>
type Shape = (db: Db, values: Values) => Promise<{ id: number }[]>

/** SQLite joins 500 selects at most. */
const MOST_BRANCHES = 400

/** One compiled statement for each form that a filter has, whatever its values are. */
const shapes = new Map<string, Shape>()

/** The ids of one page of tickets, in order. Costs the same however many tickets there are. */
export async function pageOfIds(db: Db, filter: TicketFilter, slice: Slice): Promise<number[]> {
  const branches = branchesOf(filter)
  if (branches.length === 0) return []
  if (branches.length > MOST_BRANCHES) return manyBranches(db, filter, slice)
  const columns = branches.map((branch) => Object.keys(branch) as (keyof Branch)[])
  const key = columns.map((names) => names.join('+')).join(' ')
  const run = shapes.get(key) ?? shapeFor(columns)
  shapes.set(key, run)

  const values: Values = { limit: slice.limit, offset: slice.offset }
  branches.forEach((branch, index) => {
    for (const [column, value] of Object.entries(branch)) values[`${column}${index}`] = value
  })
  return (await run(db, values)).map(({ id }) => id)
}

function shapeFor(branches: (keyof Branch)[][]): Shape {
  return prepared<Values, { id: number }>((db, param) => {
    const selects = branches.map((columns, index) => {
      const conditions = columns.map(
        (column) => sql`${sql.ref(column)} = ${param(`${column}${index}`)}`,
      )
      const where = conditions.length > 0 ? sql`where ${sql.join(conditions, sql` and `)}` : sql``
      return sql`select id from ticket ${where}`
    })
    const query: RawBuilder<{ id: number }> = sql`${sql.join(selects, sql` union all `)}
      order by id limit ${param('limit')} offset ${param('offset')}`
    return { compile: () => query.compile(db) }
  })
}

/** So many queues that their tickets are most of all tickets: looking through these is quick. */
async function manyBranches(db: Db, { statuses, queues }: TicketFilter, slice: Slice) {
  const rows = await db
    .selectFrom('ticket')
    .select('id')
    .$if(queues !== 'all', (query) => query.where('queue_id', 'in', queues as number[]))
    .$if(statuses.length > 0, (query) => query.where('status', 'in', statuses))
    .orderBy('id')
    .limit(slice.limit)
    .offset(slice.offset)
    .execute()
  return rows.map(({ id }) => id)
}
