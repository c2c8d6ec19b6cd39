import type { Context } from '../../context.ts'
import { type Paged, paginate } from '../paging.ts'
import { queryOf } from '../query.ts'
import type { Request } from '../types.ts'
import { type Find, type Findable, readFind } from './find.ts'
import { type AnyQuery, inOrder, matching } from './match.ts'

interface List<Row, Shown> {
  spec: Findable
  /** The rows that this person may see, with what is shown of them. */
  from: AnyQuery<Row>
  /** The column of the id. */
  id: string
  show: (rows: Row[], find: Find) => Promise<Shown[]> | Shown[]
  ask?: ((find: Find) => Promise<Find>) | undefined
  /** How many rows there are where nothing narrows the list, if that is known without counting. */
  countAll?: (() => Promise<number>) | undefined
}

/**
 * A page of a list, narrowed and sorted as the address says. For tables that stay small beside
 * tickets, or tell themselves how many rows they have: the rows that match are counted each time.
 */
export async function findPage<Row, Shown extends object>(
  ctx: Context,
  request: Request,
  { spec, from, id, show, countAll, ask }: List<Row, Shown>,
): Promise<Paged<Partial<Shown>>> {
  const asked = readFind(queryOf(request), spec)
  const find = ask ? await ask(asked) : asked
  const rows = matching(ctx.db, from, find, spec.searched)
  return paginate(request, ctx.config.paging, {
    count: async () => {
      if (countAll && find.conditions.length === 0 && !find.search) return countAll()
      const count = rows.clearSelect().select(({ fn }) => fn.countAll<number>().as('count'))
      return (await count.executeTakeFirstOrThrow()).count
    },
    load: async ({ limit, offset }) => {
      const page = inOrder(rows, find.orders, id).limit(limit).offset(offset)
      return (await show(await page.execute(), find)).map((row) => chosen(row, find))
    },
  })
}

/** The fields of a row that were asked for, in the order of the row; all of them unless it was said. */
export function chosen<Shown extends object>(
  row: Shown,
  { fields, includes }: Pick<Find, 'fields' | 'includes'>,
): Partial<Shown> {
  if (!fields) return row
  const names = new Set([...fields, ...includes])
  return Object.fromEntries(
    Object.entries(row).filter(([name]) => names.has(name)),
  ) as Partial<Shown>
}
