import type { Context } from '../context.ts'
import { type Find, type Findable, readFind } from '../http/find/find.ts'
import { byReference, byTime } from '../http/find/filters.ts'
import { type AnyQuery, matching } from '../http/find/match.ts'
import { queryOf } from '../http/query.ts'
import type { Request } from '../http/types.ts'
import { inQueues, type VisibleQueues, visibleQueues, withoutHidden } from '../queues/access.ts'
import { requireStaff } from '../users/authenticate.ts'

/** Which tickets a report is about, and what of it is shown. */
export interface Asked {
  find: Find
  /** Only of these, whatever was asked for. */
  queues: VisibleQueues
  /** When it is made. */
  now: Date
}

const FILTERS = {
  queue: byReference('ticket.queue_id'),
  created: byTime('ticket.created'),
}

/** Reads what a report is asked for: `?queue=1,2&created__gte=2026-01-01&created__lt=2026-02-01`. */
export async function askedFor(
  ctx: Context,
  request: Request,
  { fields, own = [] }: { fields: readonly string[]; own?: readonly string[] },
): Promise<Asked> {
  const query = new URLSearchParams(queryOf(request))
  for (const name of own) query.delete(name)
  const spec: Findable = { filters: FILTERS, orderings: {}, defaultOrdering: '', fields }
  const queues = await visibleQueues(ctx, requireStaff(request))
  return {
    find: withoutHidden(readFind(query, spec), 'ticket.queue_id', queues),
    queues,
    now: ctx.now(),
  }
}

/** The tickets that a report is about. */
export function ticketsFor({ db }: Context, { find, queues }: Asked): AnyQuery<object> {
  const tickets: AnyQuery<object> = db.selectFrom('ticket')
  return inQueues(matching(db, tickets, find), 'ticket.queue_id', queues)
}
