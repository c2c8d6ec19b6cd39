import type { Context } from '../../context.ts'
import { endpoint } from '../../http/endpoint.ts'
import { readChoice } from '../../http/find/find.ts'
import { chosen } from '../../http/find/list.ts'
import { parseForm, readForm } from '../../http/form.ts'
import { queryOf } from '../../http/query.ts'
import type { App } from '../../http/types.ts'
import { requireStaff, staff } from '../../users/authenticate.ts'
import type { Obstacle } from '../locked.ts'
import { changeMany } from './change-many.ts'
import { BulkFields, readBulk } from './schema.ts'

const STATUS: Record<Obstacle['code'], number> = { not_found: 404, forbidden: 403, invalid: 400 }

/** `/api/tickets/bulk/`. */
export function bulkRoutes(app: App, ctx: Context) {
  endpoint(app, '/bulk', {
    name: 'Bulk Ticket',
    description:
      'Does the same to up to 100 tickets: to all of them, or to none. What stands in the way is named.',
    allow: staff,
    rows: 'that they may change',
    fields: async () => BulkFields,
    POST: async (request, reply) => {
      const choice = readChoice(queryOf(request), { fields: ['count', 'results'] })
      const context = { ctx, actor: requireStaff(request) }
      await using form = await readForm(ctx, request)
      const bulk = readBulk(await parseForm(form, BulkFields, { context }))
      const outcome = await changeMany(context, bulk)
      if ('results' in outcome) {
        return chosen({ count: outcome.results.length, ...outcome }, choice)
      }
      reply.code(statusOf(outcome.obstacles))
      return {
        results: outcome.obstacles.map(({ id, detail }) => ({ id, status: 'error', detail })),
      }
    },
  })
}

/** What all of them have in common, or else that the request will not do. */
function statusOf(obstacles: Obstacle[]): number {
  const codes = new Set(obstacles.map(({ code }) => STATUS[code]))
  return codes.size === 1 ? [...codes][0]! : 400
}
