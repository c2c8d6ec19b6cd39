import { type Expression, type RawBuilder, sql } from 'kysely'
import type { Db } from '../db/index.ts'
import { anyOf, listOf, prepared } from '../db/prepared.ts'
import { sideBySide } from '../db/side-by-side.ts'
import { fromNearerEnd, type Slice } from '../http/paging.ts'
import type { VisibleQueues } from '../queues/access.ts'

/** SQLite joins 500 selects at most. */
export const MOST_BRANCHES = 400

/** To sort so many rows takes less than to read more than a few queues side by side. */
const FEW = 2000
const FEW_BRANCHES = 10

/** Whether these many queues hold so little that sorting it is quickest. */
export const isSorted = (branches: number, { count }: Slice) =>
  branches > FEW_BRANCHES && count <= FEW

interface Listed {
  table: 'followup' | 'attachment'
  columns: readonly string[] | 'all'
  order: 'date' | 'filename'
}

interface Form {
  /** Each queue is read in order (how many there are); all rows are; or the rows are few. */
  from: number | 'all' | 'most' | 'few'
  isBackwards: boolean
}
type Values = Record<string, number | string>
type Shape<Row> = (db: Db, values: Values) => Promise<Row[]>

/**
 * One page of the rows in some queues, in the order of a column and the id. An index serves each
 * queue in that order: their union is read as far as the page, and never sorted as a whole.
 */
export function pageInQueues<Row>({ table, columns, order }: Listed) {
  const shapes = new Map<string, Shape<Row>>()
  const [rows, column] = [sql.table(table), sql.ref(order)]
  const shown = columns === 'all' ? sql`*` : sql.join(columns.map((name) => sql.ref(name)))
  const ids = sql`select id, ${column} from ${rows}`

  const ofEach = (queues: number, param: (name: string) => Expression<string>) =>
    Array.from({ length: queues }, (_, n) => sql`${ids} where queue_id = ${param(`queue${n}`)}`)

  return async (db: Db, queues: VisibleQueues, slice: Slice): Promise<Row[]> => {
    const { isBackwards, ...range } = fromNearerEnd(slice)
    const form = { from: sourceOf(queues, slice), isBackwards }
    const key = `${form.from} ${isBackwards}`
    const run = shapes.get(key) ?? shapeFor(form)
    shapes.set(key, run)

    const values: Values = { ...range }
    if (queues !== 'all') {
      values.queues = listOf(queues)
      queues.forEach((id, index) => (values[`queue${index}`] = id))
    }
    return run(db, values)
  }

  /**
   * Ids first: a narrow index leads to a page far down the list, and only its rows are read. As a
   * join SQLite would rather read all rows in order than sort those of the page.
   */
  function shapeFor({ from, isBackwards }: Form): Shape<Row> {
    return prepared<Values, Row>((db, param) => {
      const inOrder = isBackwards ? sql`${column} desc, id desc` : sql`${column}, id`
      const page = { order: inOrder, limit: param('limit'), offset: param('offset') }
      const named = param as (name: string) => Expression<string>
      const query: RawBuilder<Row> = sql`select ${shown} from ${rows} where id in (
          select id from (
            ${typeof from === 'number' ? sideBySide(db, ofEach(from, named), page) : source(db, from, named)}
            order by ${inOrder} limit ${page.limit} offset ${page.offset}) as page)
        order by ${column}, id`
      return { compile: () => query.compile(db) }
    })
  }

  function source(
    db: Db,
    from: Exclude<Form['from'], number>,
    param: (name: string) => Expression<string>,
  ) {
    if (from === 'all') return ids
    if (from === 'few') return sql`${ids} where queue_id in ${anyOf(db, param('queues'))}`
    // So many queues hold most of all rows: looking through these is quick.
    return sql`${ids} where +queue_id in ${anyOf(db, param('queues'))}`
  }
}

function sourceOf(queues: VisibleQueues, slice: Slice): Form['from'] {
  if (queues === 'all') return 'all'
  if (isSorted(queues.length, slice)) return 'few'
  return queues.length > MOST_BRANCHES ? 'most' : queues.length
}
