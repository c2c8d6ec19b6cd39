import { sql } from 'kysely'
import type { Context } from '../../context.ts'
import type { Db } from '../../db/index.ts'
import { countRows } from '../../db/tally.ts'
import type { Find } from '../../http/find/find.ts'
import type { Page } from '../../http/paging.ts'
import { invalid, invalidPage } from '../../lib/errors.ts'
import type { VisibleQueues } from '../../queues/access.ts'
import { refuseMoreOrders } from '../find/question.ts'
import {
  allOf,
  countIn,
  idsOfPage,
  indexOf,
  MOST_COUNTED,
  type PartList,
  type Range,
  smallestRange,
  using,
} from './list.ts'
import { type Texts, withWords } from './words.ts'

/** A page of what hangs on tickets by its ids, and what is around it. */
export interface FoundParts {
  ids: number[]
  count: number
  /** Otherwise there are at least so many. */
  isExact: boolean
  number: number
  hasMore: boolean
}

interface Asked {
  list: PartList
  texts: Texts
  find: Find
  queues: VisibleQueues
}

/** Finds a page of follow-ups or of files, in queues that may be seen. It costs the same however many there are. */
export async function findParts(
  ctx: Context,
  { list, texts, find: given, queues }: Asked,
  { number, size }: Page,
): Promise<FoundParts> {
  refuseMoreOrders(given.orders)
  const find = inQueues(given, list, queues)
  if (number === 'last') throw invalid({ page: ['Sort the other way for the last page.'] })
  const slice = { limit: size + 1, offset: (number - 1) * size }
  if (!Number.isSafeInteger(slice.offset)) throw invalidPage()
  const found =
    find.search === null
      ? await unsearched(ctx.db, { list, find, queues }, slice)
      : await withWords(ctx.db, { list, texts, find })
  const ids = found.all ? found.all.slice(slice.offset, slice.offset + slice.limit) : found.ids
  if (ids.length === 0 && number > 1) throw invalidPage()
  const hasMore = ids.length > size
  const shown = ids.slice(0, size)
  const least = slice.offset + ids.length
  return {
    ids: shown,
    count: found.isExact ? found.count : Math.max(found.count, least),
    isExact: found.isExact,
    number,
    hasMore,
  }
}

/** What was found: all of it by their ids, or those of the page. */
export type Found = { count: number; isExact: boolean } & (
  | { all: number[]; ids?: never }
  | { ids: number[]; all?: never }
)

function inQueues(find: Find, { table }: PartList, queues: VisibleQueues): Find {
  if (queues === 'all') return find
  const own = { column: `${table}.queue_id`, operator: 'is' as const, values: [0, ...queues] }
  return { ...find, conditions: [...find.conditions, own] }
}

async function unsearched(
  db: Db,
  { list, find, queues }: Omit<Asked, 'texts'>,
  slice: { limit: number; offset: number },
): Promise<Found> {
  const { conditions } = find
  const range = await smallestRange(db, list, { conditions, most: MOST_COUNTED })
  const ids = await idsOfPage(db, list, { find, range, slice })
  if (conditions.every(({ column }) => column === `${list.table}.queue_id`)) {
    return { ids, count: await countRows(db, list.table, queues), isExact: true }
  }
  return { ids, ...(await countOf(db, list, { find, range })) }
}

/** Exact where few are left by what leads somewhere, or where there are not many in all. */
async function countOf(
  db: Db,
  list: PartList,
  { find: { conditions }, range }: { find: Find; range: Range | undefined },
) {
  if (range) {
    const { index } = range
    const count = await countIn(db, list, { index, conditions, limit: MOST_COUNTED + 1 })
    return { count, isExact: true }
  }
  const date = `${list.table}.date`
  const index = indexOf(list, conditions, date)
  const first = conditions.filter(({ column }) => column === date || list.byDate[column] === index)
  const { rows } = await sql<{ count: number; all: number }>`
    select count(*) as "all", count(hit) as count from (
      select case when ${allOf(db, list, conditions)} then 1 end as hit
      from ${using(db, list, index)} where ${allOf(db, list, first)}
      order by ${sql.ref(date)} desc limit ${MOST_COUNTED}) as newest`.execute(db)
  const { count, all } = rows[0]!
  return { count: Number(count), isExact: Number(all) < MOST_COUNTED }
}
