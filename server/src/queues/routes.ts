import type { Context } from '../context.ts'
import type { QueueRow } from '../db/schema.ts'
import { formatDateTime, formatDuration } from '../http/fields/represent.ts'
import { resource } from '../http/resource.ts'
import type { App } from '../http/types.ts'
import { admins, requireStaff, staff } from '../users/authenticate.ts'
import { manageable, seenQueues } from './access.ts'
import { changeQueue, createQueue, deleteQueue } from './change.ts'
import { requireMailboxAccess, withoutMailbox } from './mailbox.ts'
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
    show: (rows, request) => {
      const all = rows.map(shown)
      return requireStaff(request).isSuperuser ? all : all.map(withoutMailbox)
    },
    create: async (request, given) => createQueue(ctx, requireStaff(request), given),
    mayEdit: (request, row) => manageable(ctx, requireStaff(request), row),
    edit: async (request, row, given) => {
      const actor = requireStaff(request)
      const queue = await manageable(ctx, actor, row)
      requireMailboxAccess(actor, given)
      await changeQueue(ctx, actor, queue, given)
    },
    remove: (request, row) => deleteQueue(ctx, requireStaff(request), row),
  })
}

const SHOWN = Object.keys(QueueFields).filter((name) => name !== 'email_box_pass')

function shown(row: QueueRow): Record<string, unknown> {
  const values: Record<string, unknown> = {
    ...row,
    default_owner: row.default_owner_id,
    dedicated_time: row.dedicated_time === null ? null : formatDuration(row.dedicated_time),
    email_box_pass_is_set: row.email_box_pass !== null,
    email_box_last_check: row.email_box_last_check && formatDateTime(row.email_box_last_check),
  }
  return Object.fromEntries(SHOWN.map((name) => [name, values[name]]))
}
