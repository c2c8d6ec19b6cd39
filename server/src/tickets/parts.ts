import type { Context } from '../context.ts'
import { idOf } from '../http/id.ts'
import type { Request } from '../http/types.ts'
import { requireStaff, staff } from '../users/authenticate.ts'
import { type Asking, visibleTicket, writableTicket } from './access.ts'

/** Who may do what at `/api/tickets/:id/…`, and how that ticket is found. */
export function partsOf(ctx: Context) {
  const asking = (request: Request): Asking => ({ ctx, actor: requireStaff(request) })
  return {
    /** The id of the ticket, for whoever may see it. */
    seen: async (request: Request) => (await visibleTicket(asking(request), idOf(request))).id,
    asking,
    /** What all that is only looked at has in common. */
    looked: { allow: staff, rows: 'of tickets that they may see', context: asking },
    /** What all that is also changed has in common. */
    common: {
      allow: staff,
      rows: 'of tickets that they may see, or for changes that they may answer',
      context: asking,
      mayChange: (request: Request) => writableTicket(asking(request), idOf(request)),
    },
  }
}
