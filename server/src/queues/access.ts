import type { Context } from '../context.ts'
import type { Actor } from '../users/queries.ts'

/** The queues whose tickets somebody may see: all of them, or those with these ids. */
export type VisibleQueues = 'all' | number[]

/**
 * Decides it, here and nowhere else. Without BELLHOP_QUEUE_PERMISSIONS staff see everything; with
 * it, the queues they were given and those that are open to the public. Superusers see all.
 */
export async function visibleQueues(ctx: Context, actor: Actor): Promise<VisibleQueues> {
  if (!ctx.config.queuePermissions || actor.isSuperuser) return 'all'
  const rows = await ctx.db
    .selectFrom('queue')
    .select('id')
    .where(({ or, eb, exists, selectFrom }) =>
      or([
        eb('allow_public_submission', '=', true),
        exists(
          selectFrom('queue_permission')
            .select('queue_id')
            .whereRef('queue_permission.queue_id', '=', 'queue.id')
            .where('queue_permission.user_id', '=', actor.id),
        ),
      ]),
    )
    .execute()
  return rows.map(({ id }) => id)
}

export const includes = (visible: VisibleQueues, queueId: number): boolean =>
  visible === 'all' || visible.includes(queueId)
