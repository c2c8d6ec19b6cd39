import type { Context } from '../context.ts'
import type { PresetReplyRow } from '../db/list-tables.ts'
import { forbidden } from '../lib/errors.ts'
import type { List } from '../lists/list.ts'
import { includes, visibleQueues } from '../queues/access.ts'
import type { Actor } from '../users/queries.ts'
import { PresetReplies } from './schema.ts'

/** The preset replies as somebody may change them: those of queues that they manage, every one of them. */
export async function manageableReplies(ctx: Context, actor: Actor): Promise<List<PresetReplyRow>> {
  const managed = await visibleQueues(ctx, actor, 'manage')
  return {
    ...PresetReplies,
    check({ queues }) {
      if (managed === 'all') return
      if (queues.length === 0) throw forbidden('Only admins may change what is for all queues.')
      if (!queues.every((id) => includes(managed, id))) {
        throw forbidden('You may change this only for queues that you manage.')
      }
    },
  }
}
