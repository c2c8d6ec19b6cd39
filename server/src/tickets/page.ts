import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../db/index.ts'
import { prepared } from '../db/prepared.ts'
import type { Slice } from '../http/paging.ts'
import { type Branch, branchesOf, type TicketFilter } from './filter.ts'
import { SHOWN, type ShownRow } from './queries.ts'

type Values = Record<string, number>
type Shape = (db: Db, values: Values) => Promise<ShownRow[]>

/** SQLite joins 500 selects at most. */
const MOST_BRANCHES = 400

/**
 * Beyond so many rows the ids are looked up first: a narrow index leads to a page far down the list,
 * and only the rows of that page are read. Near the beginning that would be a detour.
 */
const NEAR = 500

/** One compiled statement for each form that a filter has, whatever its values are. */
const shapes = new Map<string, Shape>()

/** One page of tickets, in order of id. Costs the same however many tickets there are. */
export async function pageOfTickets(
  db: Db,
  filter: TicketFilter,
  slice: Slice,
): Promise<ShownRow[]> {
  const branches = branchesOf(filter)
  if (branches.length === 0) return []
  if (branches.length > MOST_BRANCHES) return manyBranches(db, filter, slice)
  const columns = branches.map((branch) => Object.keys(branch) as (keyof Branch)[])
  const isNear = branches.length === 1 && slice.offset <= NEAR
  const key = `${isNear} ${columns.map((names) => names.join('+')).join(' ')}`
  const run = shapes.get(key) ?? shapeFor(columns, isNear)
  shapes.set(key, run)

  const values: Values = { limit: slice.limit, offset: slice.offset }
  branches.forEach((branch, index) => {
    for (const [column, value] of Object.entries(branch)) values[`${column}${index}`] = value
  })
  return run(db, values)
}

function shapeFor(branches: (keyof Branch)[][], isNear: boolean): Shape {
  return prepared<Values, ShownRow>((db, param) => {
    const columns = sql.join(SHOWN.map((name) => sql.ref(name)))
    const slice = sql`order by id limit ${param('limit')} offset ${param('offset')}`
    const conditions = branches.map((names, index) => {
      const all = names.map((name) => sql`${sql.ref(name)} = ${param(`${name}${index}`)}`)
      return all.length > 0 ? sql`where ${sql.join(all, sql` and `)}` : sql``
    })
    const ids = conditions.map((condition) => sql`select id from ticket ${condition}`)
    const query: RawBuilder<ShownRow> = isNear
      ? sql`select ${columns} from ticket ${conditions[0]!} ${slice}`
      : sql`select ${columns} from ticket
          where id in (${sql.join(ids, sql` union all `)} ${slice}) order by id`
    return { compile: () => query.compile(db) }
  })
}

/** So many queues that their tickets are most of all tickets: looking through these is quick. */
async function manyBranches(db: Db, { statuses, queues }: TicketFilter, slice: Slice) {
  return db
    .selectFrom('ticket')
    .select(SHOWN)
    .$if(queues !== 'all', (query) => query.where('queue_id', 'in', queues as number[]))
    .$if(statuses.length > 0, (query) => query.where('status', 'in', statuses))
    .orderBy('id')
    .limit(slice.limit)
    .offset(slice.offset)
    .execute()
}
