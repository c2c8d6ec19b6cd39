import type { Context } from '../context.ts'
import { resource } from '../http/resource.ts'
import type { App } from '../http/types.ts'
import { admins, requireAdmin } from '../users/authenticate.ts'
import { changeGroup, createGroup, deleteGroup } from './change.ts'
import { showGroups } from './queries.ts'
import { FindGroups, GroupFields } from './schema.ts'

/** `/api/groups/`. */
export function groupRoutes(app: App, ctx: Context) {
  resource(app, ctx, {
    name: 'Group',
    description: 'People who share what they may do in some queues.',
    allow: admins,
    fields: GroupFields,
    context: () => ({ ctx }),
    find: FindGroups,
    id: 'group.id',
    from: () => ctx.db.selectFrom('group').selectAll('group'),
    show: (rows) => showGroups(ctx.db, rows),
    create: (request, given) => createGroup(ctx, requireAdmin(request), given),
    edit: (request, row, given) => changeGroup(ctx, requireAdmin(request), row, given),
    remove: (request, row) => deleteGroup(ctx, requireAdmin(request), row),
  })
}
