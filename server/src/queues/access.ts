import { type Expression, type ExpressionBuilder, type RawBuilder, sql, type SqlBool } from 'kysely'
import type { Context } from '../context.ts'
import { prepared } from '../db/prepared.ts'
import type { Level, QueueRow, Schema } from '../db/schema.ts'
import type { FilterValue } from '../http/find/filters.ts'
import type { Find } from '../http/find/find.ts'
import type { AnyQuery } from '../http/find/match.ts'
import { forbidden, notFound } from '../lib/errors.ts'
import type { Actor } from '../users/queries.ts'
import { findQueue } from './queries.ts'

declare const seen: unique symbol
declare const writable: unique symbol
declare const workable: unique symbol

/**
 * A row that somebody was found to be allowed to see. Only an aggregate's access.ts makes one, so that
 * a row nobody has asked about cannot be passed to what shows it.
 */
export type Seen<Row> = Row & { readonly [seen]: true }

/** A row that they may also change. */
export type Writable<Row> = Seen<Row> & { readonly [writable]: true }

/** A queue whose tickets they may open, answer and change. Its settings are another matter. */
export type Workable = Seen<QueueRow> & { readonly [workable]: true }

/** Who asks, and where the answer is looked up: what reading a reference takes. */
export interface Asking {
  ctx: Context
  actor: Actor
}

/** The queues whose tickets somebody may see: all of them, or those with these ids. */
export type VisibleQueues = 'all' | number[]

/**
 * Decides it, here and nowhere else. Without BELLHOP_QUEUE_PERMISSIONS staff see everything; with
 * it, the queues that they, or a group of theirs, were given, and those that are open to the public.
 * Superusers see all. The same holds for those who may `reply`: change tickets. To `manage` a queue, its
 * settings, takes being a superuser, or having been given it.
 */
export async function visibleQueues(
  ctx: Context,
  actor: Actor,
  level: Level = 'view',
): Promise<VisibleQueues> {
  if (actor.isSuperuser && (level !== 'manage' || mayAdminister(actor))) return 'all'
  if (!actor.isStaff) return []
  if (!ctx.config.queuePermissions && level !== 'manage') return 'all'
  const rows = await IDS[level](ctx.db, { user: actor.id })
  return rows.map(({ id }) => id)
}

/** A superuser's own settings are out of reach of a token for less than that. */
export const mayAdminister = ({ limits }: Actor) => !limits || limits.scope === 'admin'

/** Every request asks for them, so that they are compiled once for each level. */
const idsAt = (level: Level) =>
  prepared<{ user: number }, { id: number }>((db, param) =>
    db
      .selectFrom('queue')
      .select('id')
      .where(isOpenTo(level, param('user'))),
  )

/** Whether a queue is somebody's by what it, they or their groups were given. */
const isOpenTo =
  (level: Level, user: Expression<number>) =>
  ({ or, eb, exists, selectFrom, val }: ExpressionBuilder<Schema, 'queue'>) =>
    or([
      level === 'manage' ? val(false) : eb('allow_public_submission', '=', true),
      exists(
        selectFrom('queue_permission')
          .select('queue_id')
          .whereRef('queue_permission.queue_id', '=', 'queue.id')
          .where('queue_permission.user_id', '=', user)
          .where('queue_permission.level', 'in', levelsFrom(level)),
      ),
      exists(
        selectFrom('group_queue')
          .innerJoin('group_member', 'group_member.group_id', 'group_queue.group_id')
          .select('group_queue.queue_id')
          .whereRef('group_queue.queue_id', '=', 'queue.id')
          .where('group_member.user_id', '=', user)
          .where('group_queue.level', 'in', levelsFrom(level)),
      ),
    ])

/** Those of some people who may see a queue. Whoever does not work here any more sees nothing. */
export async function whoSees(
  { db, config }: Context,
  queueId: number,
  people: number[],
): Promise<Set<number>> {
  if (people.length === 0) return new Set()
  const rows = await db
    .selectFrom('user')
    .select('id')
    .where('id', 'in', people)
    .where('is_staff', '=', true)
    .where('is_active', '=', true)
    .$if(config.queuePermissions, (query) =>
      query.where(({ or, eb, exists, selectFrom }) =>
        or([
          eb('is_superuser', '=', true),
          exists(
            selectFrom('queue')
              .select('queue.id')
              .where('queue.id', '=', queueId)
              .where(isOpenTo('view', sql.ref('user.id'))),
          ),
        ]),
      ),
    )
    .execute()
  return new Set(rows.map(({ id }) => id))
}

const LEVELS: Level[] = ['view', 'reply', 'manage']

const levelsFrom = (level: Level) => LEVELS.slice(LEVELS.indexOf(level))

const IDS = { view: idsAt('view'), reply: idsAt('reply'), manage: idsAt('manage') }

/**
 * The queues that somebody may know of: those whose tickets they may see, and for all who do not work
 * here those that are open to the public.
 */
export async function knownQueues(ctx: Context, actor: Actor | null): Promise<VisibleQueues> {
  if (actor?.isStaff) return visibleQueues(ctx, actor)
  const rows = await ctx.db
    .selectFrom('queue')
    .select('id')
    .where('allow_public_submission', '=', true)
    .execute()
  return rows.map(({ id }) => id)
}

/** The queues that somebody may see, with all that is known of them. */
export async function seenQueues(ctx: Context, actor: Actor) {
  const all = ctx.db.selectFrom('queue').selectAll('queue')
  return inQueues(all, 'queue.id', await visibleQueues(ctx, actor))
}

/** Only the rows whose `column` is one of these queues. */
export function inQueues<Row>(query: AnyQuery<Row>, column: string, queues: VisibleQueues) {
  if (queues === 'all') return query
  return queues.length > 0 ? query.where(column, 'in', queues) : query.where(sql.lit(false))
}

/** The same as one condition of several. */
export const isInQueues = (column: string, queues: VisibleQueues): RawBuilder<SqlBool> => {
  if (queues === 'all') return sql`true`
  return queues.length > 0 ? sql`${sql.ref(column)} in (${sql.join(queues)})` : sql`false`
}

/** Which items of the knowledge base staff may read, by their category: what is public, and their queues'. */
export const mayReadItem = (queues: VisibleQueues): RawBuilder<SqlBool> =>
  sql`((${sql.ref('kb_category.public')} and ${sql.ref('kb_item.enabled')}) or ${mayReadCategory(queues)})`

/** Which categories staff may know of besides public ones: those of no queue, and of queues they see. */
export const mayReadCategory = (queues: VisibleQueues): RawBuilder<SqlBool> =>
  sql`(${sql.ref('kb_category.queue_id')} is null or ${isInQueues('kb_category.queue_id', queues)})`

/** No queue has it. */
const NONE = 0

/**
 * What is asked of a list, where a queue that somebody may not see is a queue that there is not: no
 * answer tells the two apart, neither by its rows nor by how it was found.
 */
export function withoutHidden(find: Find, column: string, queues: VisibleQueues): Find {
  const known = (value: FilterValue) => (includes(queues, Number(value)) ? value : NONE)
  const conditions = find.conditions.map((condition) =>
    condition.column === column && condition.operator !== 'isnull'
      ? { ...condition, values: [...new Set(condition.values.map(known))] }
      : condition,
  )
  return { ...find, conditions }
}

/** The rows of a list that was read for these queues. What has slipped in beside them is not shown. */
export const seenIn = <Row extends { queue_id: number }>(queues: VisibleQueues, rows: Row[]) =>
  rows.filter(({ queue_id }) => includes(queues, queue_id)) as Seen<Row>[]

/** Those of some rows that somebody may change who may work in these queues. */
export const writableIn = <Row extends { queue_id: number }>(queues: VisibleQueues, rows: Row[]) =>
  rows.filter(({ queue_id }) => includes(queues, queue_id)) as Writable<Row>[]

/** A row that somebody has just written, where they were allowed to. */
export const justWritten = <Row>(row: Row) => row as Writable<Row>

/** Whether somebody may do this much in a queue. */
export async function mayInQueue(
  { ctx, actor }: Asking,
  queueId: number,
  level: Level = 'view',
): Promise<boolean> {
  return includes(await visibleQueues(ctx, actor, level), queueId)
}

/** The queue, if they may change the tickets in it; a 403 if they may only look. */
export async function workableQueue(asking: Asking, id: number): Promise<Workable> {
  const queue = await findQueue(asking.ctx.db, id)
  if (queue && (await mayInQueue(asking, id, 'reply'))) return queue as Workable
  throw queue && (await mayInQueue(asking, id)) ? forbidden() : notFound('Queue')
}

/** The queue, if it takes tickets from everybody. */
export async function publicQueue(ctx: Context, id: number): Promise<Workable | undefined> {
  const queue = await findQueue(ctx.db, id)
  return queue?.allow_public_submission ? (queue as Workable) : undefined
}

/** The queue, if they may change its settings. */
export async function manageable(ctx: Context, actor: Actor, queue: QueueRow) {
  if (!includes(await visibleQueues(ctx, actor, 'manage'), queue.id)) throw forbidden()
  return queue as Writable<QueueRow>
}

export const includes = (visible: VisibleQueues, queueId: number): boolean =>
  visible === 'all' || visible.includes(queueId)
