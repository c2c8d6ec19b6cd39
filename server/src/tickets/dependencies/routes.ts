import type { Context } from '../../context.ts'
import { idOf } from '../../http/id.ts'
import { resource } from '../../http/resource.ts'
import type { App, Request } from '../../http/types.ts'
import { inQueues, visibleQueues } from '../../queues/access.ts'
import { OTHER_COLUMNS, otherOf } from '../other.ts'
import { partsOf } from '../parts.ts'
import { addDependency, removeDependency } from './change.ts'
import { DependencyFields, DependentFields, FindDependencies, FindDependents } from './schema.ts'

/** `/api/tickets/:id/dependencies/`. */
export function dependencyRoutes(app: App, ctx: Context) {
  const { asking, common } = partsOf(ctx)
  resource(app, ctx, {
    ...common,
    name: 'Ticket Dependency',
    description: 'The tickets that this one waits for. Those that may not be seen are left out.',
    fields: DependencyFields,
    find: FindDependencies,
    id: 'ticket_dependency.id',
    param: 'dependency',
    from: (request) => rowsFor(ctx, request, { own: 'ticket_id', other: 'depends_on_id' }),
    show: (rows) =>
      rows.map((row) => ({ id: row.id, depends_on: row.depends_on_id, other: otherOf(row) })),
    create: (request, { depends_on }) => addDependency(asking(request), idOf(request), depends_on!),
    remove: (request, row) => removeDependency(asking(request), idOf(request), row),
  })
}

/** `/api/tickets/:id/dependents/`. */
export function dependentRoutes(app: App, ctx: Context) {
  const { looked } = partsOf(ctx)
  resource(app, ctx, {
    ...looked,
    name: 'Ticket Dependent',
    description: 'The tickets that wait for this one. Those that may not be seen are left out.',
    fields: DependentFields,
    find: FindDependents,
    id: 'ticket_dependency.id',
    param: 'dependent',
    from: (request) => rowsFor(ctx, request, { own: 'depends_on_id', other: 'ticket_id' }),
    show: (rows) => rows.map((row) => ({ id: row.id, ticket: row.ticket_id, other: otherOf(row) })),
  })
}

type End = 'ticket_id' | 'depends_on_id'

async function rowsFor(
  ctx: Context,
  request: Request,
  { own, other }: Record<'own' | 'other', End>,
) {
  const { asking, seen } = partsOf(ctx)
  const rows = ctx.db
    .selectFrom('ticket_dependency')
    .innerJoin('ticket as other', 'other.id', `ticket_dependency.${other}`)
    .where(`ticket_dependency.${own}`, '=', await seen(request))
    .selectAll('ticket_dependency')
    .select(OTHER_COLUMNS)
  return inQueues(rows, 'other.queue_id', await visibleQueues(ctx, asking(request).actor))
}
