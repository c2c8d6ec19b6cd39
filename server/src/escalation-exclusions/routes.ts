import type { Context } from '../context.ts'
import { resource } from '../http/resource.ts'
import type { App, Request } from '../http/types.ts'
import { askIn, rowsOf, withQueues } from '../lists/queues.ts'
import { changesOf } from '../lists/routes.ts'
import { admins, requireStaff, staff } from '../users/authenticate.ts'
import {
  EscalationExclusionFields,
  EscalationExclusions,
  FindEscalationExclusions,
} from './schema.ts'

/** `/api/escalation-exclusions/`. */
export function escalationExclusionRoutes(app: App, ctx: Context) {
  const asking = (request: Request) => ({ ctx, actor: requireStaff(request) })
  resource(app, ctx, {
    name: 'Escalation Exclusion',
    description: 'Days on which no ticket becomes more urgent.',
    allow: { read: staff, write: admins },
    rows: 'of queues they may see, and of all queues',
    fields: EscalationExclusionFields,
    context: asking,
    find: FindEscalationExclusions,
    ask: askIn(asking, EscalationExclusions),
    id: 'escalation_exclusion.id',
    from: (request) => rowsOf(asking(request), EscalationExclusions),
    show: (rows, request) => withQueues(asking(request), EscalationExclusions, rows),
    ...changesOf(ctx, () => EscalationExclusions),
  })
}
