import { sql, type SqlBool } from 'kysely'
import { primaryKeysField } from '../http/fields/references.ts'
import { byLinks, type Filter } from '../http/find/filters.ts'
import type { Find } from '../http/find/find.ts'
import type { AnyQuery } from '../http/find/match.ts'
import type { Request } from '../http/types.ts'
import { type Asking, inQueues, visibleQueues, withoutHidden } from '../queues/access.ts'
import type { Links, List } from './list.ts'
import { anyTable } from './rows.ts'

/** The queues that something counts for. One that they may not see is answered as one that there is not. */
export const queuesField = (help: string) =>
  primaryKeysField<Asking>({
    required: false,
    help: `${help} An empty list: for all of them.`,
    existing: async (ids, { ctx, actor }) => {
      const rows = ctx.db.selectFrom('queue').select('id').where('id', 'in', ids)
      const seen = inQueues<{ id: number }>(rows, 'id', await visibleQueues(ctx, actor))
      return (await seen.execute()).map(({ id }) => id)
    },
  })

/** The rows of a list that count for a queue that somebody may see, or for all of them. */
export async function rowsOf<Row extends { id: number }>(
  { ctx, actor }: Asking,
  { table, queues: links }: List<Row>,
): Promise<AnyQuery<Row>> {
  const rows = anyTable(ctx.db).selectFrom(table).selectAll(table) as unknown as AnyQuery<Row>
  const visible = links ? await visibleQueues(ctx, actor) : 'all'
  if (!links || visible === 'all') return rows
  const own = sql`select 1 from ${sql.table(links.table)}
    where ${sql.ref(`${links.table}.${links.owner}`)} = ${sql.ref(`${table}.id`)}`
  const none = sql<SqlBool>`not exists (${own})`
  if (visible.length === 0) return rows.where(none)
  const seen = sql`queue_id in (${sql.join(visible)})`
  return rows.where(sql<SqlBool>`(${none} or exists (${own} and ${seen}))`)
}

/** These rows, each with those of its queues that somebody may see: one query for all of them. */
export async function withQueues<Row extends { id: number }>(
  { ctx, actor }: Asking,
  { queues }: List<Row>,
  rows: Row[],
): Promise<(Row & { queues: number[] })[]> {
  if (!queues || rows.length === 0) return rows.map((row) => ({ ...row, queues: [] }))
  const { table, owner } = queues
  const ids = rows.map(({ id }) => id)
  const links = anyTable(ctx.db)
    .selectFrom(table)
    .select([`${owner} as row_id`, 'queue_id'])
    .where(owner, 'in', ids)
  const seen = inQueues<{ row_id: number; queue_id: number }>(
    links,
    'queue_id',
    await visibleQueues(ctx, actor),
  )
  const found = Map.groupBy(await seen.orderBy('queue_id').execute(), ({ row_id }) => row_id)
  return rows.map((row) => ({
    ...row,
    queues: (found.get(row.id) ?? []).map(({ queue_id }) => queue_id),
  }))
}

/** `?queue=3` as somebody may ask it: of a queue that they may see, or else of one that there is not. */
export const askIn =
  <Row extends { id: number }>(
    asking: (request: Request) => Asking,
    { queues }: Required<Pick<List<Row>, 'queues'>>,
  ) =>
  async (request: Request, find: Find): Promise<Find> => {
    const { ctx, actor } = asking(request)
    return withoutHidden(find, `${queues.table}.queue_id`, await visibleQueues(ctx, actor))
  }

/** `?queue=3` finds what counts for that queue, `?queue__isnull=true` what counts for all. */
export const byQueue = (table: string, { table: links, owner }: Links): Filter =>
  byLinks(`${links}.queue_id`, { table: links, owner, id: `${table}.id` })
