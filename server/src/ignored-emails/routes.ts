import type { Context } from '../context.ts'
import { formatDateTime } from '../http/fields/represent.ts'
import { resource } from '../http/resource.ts'
import type { App, Request } from '../http/types.ts'
import { changesOf } from '../lists/routes.ts'
import { askIn, rowsOf, withQueues } from '../lists/queues.ts'
import { admins, requireStaff, staff } from '../users/authenticate.ts'
import { FindIgnoredEmails, IgnoredEmailFields, IgnoredEmails } from './schema.ts'

/** `/api/ignored-emails/`. */
export function ignoredEmailRoutes(app: App, ctx: Context) {
  const asking = (request: Request) => ({ ctx, actor: requireStaff(request) })
  resource(app, ctx, {
    name: 'Ignored Email',
    description: 'Senders whose mail makes no tickets.',
    allow: { read: staff, write: admins },
    rows: 'of queues they may see, and of all queues',
    fields: IgnoredEmailFields,
    context: asking,
    find: FindIgnoredEmails,
    ask: askIn(asking, IgnoredEmails),
    id: 'ignored_email.id',
    from: (request) => rowsOf(asking(request), IgnoredEmails),
    show: async (rows, request) =>
      (await withQueues(asking(request), IgnoredEmails, rows)).map(({ date, ...row }) => ({
        ...row,
        date: formatDateTime(date),
      })),
    ...changesOf(ctx, () => IgnoredEmails),
  })
}
