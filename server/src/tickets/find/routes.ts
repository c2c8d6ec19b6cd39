import type { Context } from '../../context.ts'
import { endpoint } from '../../http/endpoint.ts'
import { queryOf } from '../../http/query.ts'
import type { App } from '../../http/types.ts'
import { staff } from '../../users/authenticate.ts'
import { listFound } from './answer.ts'

/** `/api/tickets/find/`. */
export function findTicketRoutes(app: App, ctx: Context) {
  endpoint(app, '/find', {
    name: 'Found Tickets',
    description:
      'Tickets, narrowed, searched and sorted, the newest first. Where there are very many, "count" says how many there are at least, and "count_is_exact" is false.',
    allow: staff,
    rows: 'of queues they may see',
    GET: (request) => listFound(ctx, request, queryOf(request)),
  })
}
