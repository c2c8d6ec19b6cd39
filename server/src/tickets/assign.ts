import type { Context } from '../context.ts'
import { invalid } from '../lib/errors.ts'
import { type Asking, includes, type VisibleQueues, visibleQueues } from '../queues/access.ts'
import { findColleague } from '../users/queries.ts'
import { changeTicket, type Said } from './change.ts'

/** Gives a ticket to somebody who works here and may see it, or takes it from whoever has it. */
export async function assignTicket(asking: Asking, id: number, userId: number | null, said: Said) {
  const queues = await queuesOf(asking.ctx, userId)
  return changeTicket(
    asking,
    {
      id,
      wanted: { assigned_to_id: userId },
      check: ({ queue_id }) => {
        if (!includes(queues, queue_id)) throw invalid({ user: [MAY_NOT_SEE] })
      },
    },
    said,
  )
}

export const MAY_NOT_SEE = 'They may not see the queue of this ticket.'

/** The queues whose tickets somebody can be given: none if they do not work here. Nobody may have all. */
export async function queuesOf(ctx: Context, userId: number | null): Promise<VisibleQueues> {
  if (userId === null) return 'all'
  const colleague = await findColleague(ctx.db, userId)
  return colleague ? visibleQueues(ctx, colleague) : []
}
