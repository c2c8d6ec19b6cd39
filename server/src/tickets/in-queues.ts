import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../db/index.ts'
import { anyOf, listOf, prepared } from '../db/prepared.ts'
import type { Slice } from '../http/paging.ts'

/** SQLite joins 500 selects at most. */
export const MOST_BRANCHES = 400

type Values = Record<string, number | string>
type Shape<Row> = (db: Db, values: Values) => Promise<Row[]>

/**
 * One page of the rows in some queues, in the order of a column and the id. An index serves each
 * queue in that order: their union is read as far as the page, and never sorted as a whole.
 */
export function pageInQueues<Row>(table: 'followup' | 'attachment', order: 'date' | 'filename') {
  const shapes = new Map<number, Shape<Row>>()

  return async (db: Db, queues: number[], { limit, offset }: Slice): Promise<Row[]> => {
    if (queues.length === 0) return []
    const values: Values = { limit, offset, queues: listOf(queues) }
    queues.forEach((id, index) => (values[`queue${index}`] = id))
    const branches = queues.length > MOST_BRANCHES ? 0 : queues.length
    const run = shapes.get(branches) ?? shapeFor(branches)
    shapes.set(branches, run)
    return run(db, values)
  }

  function shapeFor(branches: number): Shape<Row> {
    return prepared<Values, Row>((db, param) => {
      const [rows, column] = [sql.table(table), sql.ref(order)]
      const ids = Array.from({ length: branches }, (_, index) => {
        return sql`select id, ${column} from ${rows} where queue_id = ${param(`queue${index}`)}`
      })
      // So many queues hold most of all rows: looking through these is quick.
      const most = sql`select id, ${column} from ${rows}
        where +queue_id in ${anyOf(db, param('queues') as RawBuilder<string>)}`
      const query: RawBuilder<Row> = sql`select * from ${rows} where id in (
          select id from (
            ${branches > 0 ? sql.join(ids, sql` union all `) : most}
            order by ${column}, id limit ${param('limit')} offset ${param('offset')}) as page)
        order by ${column}, id`
      return { compile: () => query.compile(db) }
    })
  }
}
