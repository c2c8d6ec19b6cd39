import type { Context } from '../context.ts'
import { endpoint } from '../http/endpoint.ts'
import { readChoice } from '../http/find/find.ts'
import { idOf } from '../http/id.ts'
import { queryOf } from '../http/query.ts'
import { resource } from '../http/resource.ts'
import type { App, Request } from '../http/types.ts'
import { invalid } from '../lib/errors.ts'
import { mayBeId } from '../lib/ids.ts'
import { toInt } from '../lib/python.ts'
import { askIn, rowsOf, withQueues } from '../lists/queues.ts'
import { changesOf } from '../lists/routes.ts'
import { requireStaff, staff } from '../users/authenticate.ts'
import { manageableReplies } from './access.ts'
import { filledReply } from './fill.ts'
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
    ask: askIn(asking, PresetReplies),
    id: 'preset_reply.id',
    from: (request) => rowsOf(asking(request), PresetReplies),
    show: (rows, request) => withQueues(asking(request), PresetReplies, rows),
    ...changesOf(ctx, (request) => manageableReplies(ctx, requireStaff(request))),
  })

  endpoint(app, '/:id/filled', {
    name: 'Filled Preset Reply',
    description: 'A preset reply as an answer to a ticket, its placeholders filled in: ?ticket=12.',
    allow: staff,
    rows: 'of queues they may see, and of all queues, for tickets they may see',
    GET: (request) => filledReply(asking(request), idOf(request), ticketOf(queryOf(request))),
  })
}

function ticketOf(query: URLSearchParams): number {
  const rest = new URLSearchParams(query)
  rest.delete('ticket')
  readChoice(rest, { fields: [] })
  const id = toInt(query.getAll('ticket').at(-1) ?? '')
  if (id === null) throw invalid({ ticket: ['Give the id of a ticket: "?ticket=12".'] })
  return mayBeId(id) ? Number(id) : 0
}
