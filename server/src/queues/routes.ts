import type { Context } from '../context.ts'
import type { QueueRow } from '../db/schema.ts'
import { resource } from '../http/resource.ts'
import type { App } from '../http/types.ts'
import { admins, requireStaff, staff } from '../users/authenticate.ts'
import { manageable, seenQueues } from './access.ts'
import { changeQueue, createQueue, deleteQueue } from './change.ts'
import { FindQueues, QueueFields } from './schema.ts'

/** `/api/queues/`. */
export function queueRoutes(app: App, ctx: Context) {
  resource(app, ctx, {
    name: 'Queue',
    description: 'The queues that tickets are sent to.',
    allow: { read: staff, write: admins, edit: staff },
    rows: 'that they may see, or for PUT and PATCH that they manage',
    fields: QueueFields,
    context: () => ({ ctx }),
    find: FindQueues,
    id: 'queue.id',
    from: (request) => seenQueues(ctx, requireStaff(request)),
    show: (rows) => rows.map(shown),
    create: async (request, given) => createQueue(ctx, requireStaff(request), given),
    mayEdit: (request, row) => manageable(ctx, requireStaff(request), row),
    edit: async (request, row, given) => {
      const actor = requireStaff(request)
      await changeQueue(ctx, actor, await manageable(ctx, actor, row), given)
    },
    remove: (request, row) => deleteQueue(ctx, requireStaff(request), row),
  })
}

const shown = ({ default_owner_id, ...row }: QueueRow) => ({
  ...row,
  default_owner: default_owner_id,
})
