import { sql, type SqlBool } from 'kysely'
import type { Context } from '../context.ts'
import { isInQueues, visibleQueues } from '../queues/access.ts'
import type { Actor } from '../users/queries.ts'

/**
 * The tags that somebody may know of: those that an admin has made for all, and those that are on
 * tickets which they may see. A word that came by marking other tickets tells of these.
 */
export async function seenTags(ctx: Context, actor: Actor) {
  const tags = ctx.db.selectFrom('tag').select(['tag.id', 'tag.name'])
  const queues = await visibleQueues(ctx, actor)
  if (queues === 'all') return tags
  return tags.where(
    sql<SqlBool>`(tag.for_all or exists (select 1 from ticket_tag
      where ticket_tag.tag_id = tag.id and ${isInQueues('ticket_tag.queue_id', queues)}))`,
  )
}
