import type { Context } from '../context.ts'
import { resource } from '../http/resource.ts'
import type { App, Request } from '../http/types.ts'
import { rowsOf, withQueues } from '../lists/queues.ts'
import { changesOf } from '../lists/routes.ts'
import { requireStaff, staff } from '../users/authenticate.ts'
import { manageableReplies } from './access.ts'
import { FindPresetReplies, PresetReplies, PresetReplyFields } from './schema.ts'

/** `/api/preset-replies/`. */
export function presetReplyRoutes(app: App, ctx: Context) {
  const asking = (request: Request) => ({ ctx, actor: requireStaff(request) })
  resource(app, ctx, {
    name: 'Preset Reply',
    description: 'Texts to answer with.',
    allow: staff,
    rows: 'of queues they may see, and of all queues; to change them, of queues that they manage',
    fields: PresetReplyFields,
    context: asking,
    find: FindPresetReplies,
    id: 'preset_reply.id',
    from: (request) => rowsOf(asking(request), PresetReplies),
    show: (rows, request) => withQueues(asking(request), PresetReplies, rows),
    ...changesOf(ctx, (request) => manageableReplies(ctx, requireStaff(request))),
  })
}
