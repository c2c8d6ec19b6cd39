import { type RawBuilder, sql } from 'kysely'
import type { Context } from '../../context.ts'
import { type Db, isPostgres } from '../../db/index.ts'
import { FOLLOW_UP_COLUMNS } from '../../db/place.ts'
import type { FollowUpRow } from '../../db/schema.ts'
import { countRows } from '../../db/tally.ts'
import { endpoint } from '../../http/endpoint.ts'
import { byChoice, byFlag, byNumber, byReference, byTime } from '../../http/find/filters.ts'
import { type Find, type Findable, readFind } from '../../http/find/find.ts'
import { chosen } from '../../http/find/list.ts'
import { conditionSql } from '../../http/find/match.ts'
import { pageLinks, readPage } from '../../http/paging.ts'
import { queryOf } from '../../http/query.ts'
import type { App, Request } from '../../http/types.ts'
import { invalid, invalidPage } from '../../lib/errors.ts'
import { STATUSES } from '../../lib/ticket-status.ts'
import { seenIn, visibleQueues } from '../../queues/access.ts'
import { requireStaff, staff } from '../../users/authenticate.ts'
import { fileLinks } from '../attachments/link.ts'
import { followUpsOf } from './queries.ts'
import { FollowUpFields } from './schema.ts'

/** How the list of follow-ups can be narrowed and sorted. */
export const FindFollowUps: Findable = {
  filters: {
    id: { ...byNumber('followup.id'), operators: ['is'] },
    ticket: { ...byReference('followup.ticket_id'), operators: ['is'] },
    user: byReference('followup.user_id'),
    public: byFlag('followup.public'),
    new_status: byChoice('followup.new_status', STATUSES),
    date: byTime('followup.date'),
  },
  orderings: { date: 'followup.date' },
  defaultOrdering: '-date',
  fields: Object.keys(FollowUpFields).filter((name) => name !== 'attachments'),
}

/** Among so many is counted, in the order of the list. */
const LOOKED_AT = 50_000

/** `/api/followups/find/`. */
export function findFollowUpRoutes(app: App, ctx: Context) {
  endpoint(app, '/find', {
    name: 'Found Follow Ups',
    description:
      'Follow-ups, narrowed and sorted by date, the newest first. Where there are very many, "count" says how many there are at least, and "count_is_exact" is false.',
    allow: staff,
    rows: 'of queues they may see',
    GET: findList,
  })

  async function findList(request: Request) {
    const query = queryOf(request)
    const queues = await visibleQueues(ctx, requireStaff(request))
    const find = readFind(query, FindFollowUps)
    if (queues !== 'all') {
      find.conditions.push({ column: 'followup.queue_id', operator: 'is', values: [0, ...queues] })
    }
    const { number, size } = readPage(query, ctx.config.paging)
    if (number === 'last') throw invalid({ page: ['Sort the other way for the last page.'] })
    const total = await countRows(ctx.db, 'followup', queues)
    const offset = (number - 1) * size
    const rows = await pageOf(ctx.db, find, { limit: size + 1, offset })
    if (rows.length === 0 && number > 1) throw invalidPage()
    const hasMore = rows.length > size
    const seen = seenIn(queues, rows.slice(0, size))
    const shown = await followUpsOf(ctx.db, seen, fileLinks(ctx, request))
    const least = offset + shown.length + (hasMore ? 1 : 0)
    return {
      ...(await countOf(ctx.db, find, { total, least })),
      ...pageLinks(request, { number, hasMore }),
      results: shown.map((row) => chosen(row, find)),
    }
  }
}

async function pageOf(db: Db, find: Find, { limit, offset }: { limit: number; offset: number }) {
  const way = find.orders[0]!.isDescending ? sql`desc` : sql`asc`
  const columns = sql.join(FOLLOW_UP_COLUMNS.map((name) => sql.ref(name)))
  const { rows } = await sql<FollowUpRow>`select ${columns} from followup where id in (
      select id from (select id from ${source(db, find)} where ${conditionsOf(db, find)}
        order by date ${way}, id ${way} limit ${limit} offset ${offset}) as page)
    order by date ${way}, id ${way}`.execute(db)
  return rows
}

/** Exact where few are left by what is asked first, or where there are not many in all. */
async function countOf(db: Db, find: Find, { total, least }: { total: number; least: number }) {
  if (find.conditions.every(({ column }) => column === 'followup.queue_id')) {
    return { count: total, count_is_exact: true }
  }
  const { rows } = await sql<{ count: number; all: number }>`select count(*) as "all",
      count(case when ${conditionsOf(db, find)} then 1 end) as count
    from (select id, ticket_id, user_id, queue_id, date, public, new_status from ${source(db, find)} where ${firstOf(db, find)}
      order by date desc limit ${LOOKED_AT}) as followup`.execute(db)
  const { count, all } = rows[0]!
  const isExact = Number(all) < LOOKED_AT
  return {
    count: isExact ? Number(count) : Math.max(Number(count), least),
    count_is_exact: isExact,
  }
}

/** What leads to a part of them by an index. */
const FIRST = ['followup.id', 'followup.ticket_id', 'followup.user_id', 'followup.date']

const firstOf = (db: Db, find: Find) =>
  joined(db, {
    ...find,
    conditions: find.conditions.filter(({ column }) => FIRST.includes(column)),
  })

const conditionsOf = (db: Db, find: Find) => joined(db, find)

function joined(db: Db, { conditions }: Find): RawBuilder<boolean> {
  if (conditions.length === 0) return sql`true`
  return sql.join(
    conditions.map((condition) => conditionSql(db, condition)),
    sql` and `,
  )
}

/** SQLite does not know which index leads to few. */
function source(db: Db, { conditions }: Find): RawBuilder<unknown> {
  const has = (column: string) =>
    conditions.some((each) => each.column === `followup.${column}` && each.operator === 'is')
  if (isPostgres(db)) return sql`followup`
  if (has('id')) return sql`followup indexed by followup_id`
  if (has('ticket_id')) return sql`followup indexed by followup_ticket_id`
  return has('user_id')
    ? sql`followup indexed by followup_by_user`
    : sql`followup indexed by followup_by_date`
}
