import { type RawBuilder, sql, type SqlBool } from 'kysely'
import { type Db, isPostgres } from '../../db/index.ts'
import { TICKETS_IN_BLOCK } from '../../db/schema.ts'
import type { Condition } from '../../http/find/find.ts'
import { COMPARED } from '../../http/find/match.ts'
import type { Question } from './question.ts'
import { isWide } from './sources.ts'

const TIMES_OF_BLOCKS = ['created', 'modified']
/** Which time of a block is compared: what has to be early is in none whose earliest is late. */
const ENDS: Record<string, RawBuilder<unknown>> = {
  lt: sql`asc`,
  lte: sql`asc`,
  gt: sql`desc`,
  gte: sql`desc`,
}

/**
 * Adds between which ids the tickets are that a time is asked of: in no other block of ids is there one.
 * Without it a walk by ids from one end may pass most of a million. Null where there is none at all.
 */
export async function withIdBounds(db: Db, question: Question): Promise<Question | null> {
  const asked = question.conditions.filter(
    ({ column, operator }) => TIMES_OF_BLOCKS.includes(column) && ENDS[operator],
  )
  if (asked.length === 0 || wouldBeSorted(db, question)) return question
  const holds = asked.map((condition) => holdsInBlock(db, condition))
  const { rows } = await sql<{ first: number | null; last: number }>`
    select min(block) as first, max(block) as last
    from (select distinct block from ticket_block) as each_block
    where ${sql.join(holds, sql` and `)}`.execute(db)
  const { first, last } = rows[0]!
  if (first === null) return null
  const bounds: Condition[] = [
    { column: 'id', operator: 'gte', values: [first * TICKETS_IN_BLOCK] },
    { column: 'id', operator: 'lte', values: [last * TICKETS_IN_BLOCK + TICKETS_IN_BLOCK - 1] },
  ]
  return { ...question, conditions: [...question.conditions, ...bounds] }
}

/** PostgreSQL would look at all tickets between such ids, and at what hangs on them, to sort them. */
const wouldBeSorted = (db: Db, { conditions, order }: Question) =>
  isPostgres(db) && conditions.some(isWide) && order !== null && order.column !== 'id'

function holdsInBlock(db: Db, { column, operator, values }: Condition): RawBuilder<SqlBool> {
  const index = sql.ref(`ticket_block_${column}`)
  const from = isPostgres(db) ? sql`ticket` : sql`ticket indexed by ${index}`
  const compared = COMPARED[operator as keyof typeof COMPARED]
  // Without the "+" SQLite compares a number with a number that it believes to be of another kind.
  return sql`(select ${sql.ref(column)} from ${from}
    where id / ${sql.lit(TICKETS_IN_BLOCK)} = +each_block.block
    order by ${sql.ref(column)} ${ENDS[operator]!} limit 1) ${compared} ${values[0]}`
}
