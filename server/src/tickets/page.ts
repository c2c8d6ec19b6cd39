import { type RawBuilder, sql } from 'kysely'
import { shared } from '../db/shared.ts'
import type { Db } from '../db/index.ts'
import { prepared } from '../db/prepared.ts'
import { sideBySide } from '../db/side-by-side.ts'
import { fromNearerEnd, type Slice } from '../http/paging.ts'
import { isFarDown, startOf } from './far-page.ts'
import { type Branch, branchesOf, type TicketFilter } from './filter.ts'
import { isSorted, MOST_BRANCHES } from './in-queues.ts'
import { SHOWN, type ShownRow } from './queries.ts'

type Values = Record<string, number>
type Shape = (db: Db, values: Values) => Promise<ShownRow[]>

/**
 * Beyond so many rows the ids are looked up first: a narrow index leads to a page far down the list,
 * and only the rows of that page are read. Near the beginning that would be a detour.
 */
const NEAR = 500

/** One compiled statement for each form that a filter has, whatever its values are. */
const shapes = new Map<string, Shape>()

interface Form {
  /** The columns by which each branch of the filter is found. */
  branches: (keyof Branch)[][]
  isNear: boolean
  /** Ids below the first of a block of tickets are left out. */
  isFar: boolean
  isBackwards: boolean
}

/** One page of tickets, in order of id. Costs the same however many tickets there are. */
export async function pageOfTickets(
  db: Db,
  filter: TicketFilter,
  slice: Slice,
): Promise<ShownRow[]> {
  const branches = branchesOf(filter)
  if (branches.length === 0) return []
  const isFewInMany = isSorted(branches.length, slice)
  if (isFewInMany || branches.length > MOST_BRANCHES) {
    return manyBranches(db, filter, { ...slice, isFewInMany })
  }
  const isFar = filter.queues === 'all' && isFarDown(slice)
  const { isBackwards, ...range } = isFar
    ? { isBackwards: false, ...(await startOf(db, filter.statuses, slice)) }
    : fromNearerEnd(slice)
  const values: Values = { ...range }
  branches.forEach((branch, index) => {
    for (const [column, value] of Object.entries(branch)) values[`${column}${index}`] = value
  })
  const isNear = branches.length === 1 && !isBackwards && slice.offset <= NEAR
  const columns = branches.map((branch) => Object.keys(branch) as (keyof Branch)[])
  return shapeOf({ branches: columns, isNear, isFar, isBackwards })(db, values)
}

function shapeOf(form: Form): Shape {
  const key = JSON.stringify(form)
  const run = shapes.get(key) ?? shapeFor(form)
  shapes.set(key, run)
  return run
}

function shapeFor({ branches, isNear, isFar, isBackwards }: Form): Shape {
  const select = prepared<Values, ShownRow>((db, param) => {
    const columns = sql.join(SHOWN.map((name) => sql.ref(name)))
    const order = isBackwards ? sql`id desc` : sql`id`
    const page = { order, limit: param('limit'), offset: param('offset') }
    const slice = sql`order by ${order} limit ${page.limit} offset ${page.offset}`
    const conditions = branches.map((names, index) => {
      const all = names.map((name) => sql`${sql.ref(name)} = ${param(`${name}${index}`)}`)
      if (isFar) all.push(sql`id >= ${param('from')}`)
      return all.length > 0 ? sql`where ${sql.join(all, sql` and `)}` : sql``
    })
    const ids = conditions.map((condition) => sql`select id from ticket ${condition}`)
    const query: RawBuilder<ShownRow> = isNear
      ? sql`select ${columns} from ticket ${conditions[0]!} ${slice}`
      : sql`select ${columns} from ticket
          where id in (${sideBySide(db, ids, page)} ${slice}) order by id`
    return { compile: () => query.compile(db) }
  })
  return shared(select)
}

/**
 * So many queues hold most of all tickets, and looking through these is quick; or so few tickets that
 * finding and sorting them is.
 */
async function manyBranches(
  db: Db,
  { statuses, queues }: TicketFilter,
  { limit, offset, isFewInMany }: Slice & { isFewInMany: boolean },
) {
  return db
    .selectFrom('ticket')
    .select(SHOWN)
    .$if(queues !== 'all', (query) => query.where('queue_id', 'in', queues as number[]))
    .$if(statuses.length > 0, (query) => query.where('status', 'in', statuses))
    .orderBy(isFewInMany ? sql`+id` : sql`id`)
    .limit(limit)
    .offset(offset)
    .execute()
}
