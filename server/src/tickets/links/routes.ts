import { sql } from 'kysely'
import type { Context } from '../../context.ts'
import { formatDateTime } from '../../http/fields/represent.ts'
import { idOf } from '../../http/id.ts'
import { resource } from '../../http/resource.ts'
import type { App, Request } from '../../http/types.ts'
import { inQueues, visibleQueues } from '../../queues/access.ts'
import { OTHER_COLUMNS, otherOf } from '../other.ts'
import { partsOf } from '../parts.ts'
import { addLink, removeLink } from './change.ts'
import { INVERSE } from './kinds.ts'
import { FindLinks, LinkFields } from './schema.ts'

/** `/api/tickets/:id/links/`. */
export function linkRoutes(app: App, ctx: Context) {
  const { asking, common, seen } = partsOf(ctx)
  resource(app, ctx, {
    ...common,
    name: 'Ticket Link',
    description:
      'Other tickets that have to do with this one, whichever of the two was linked to the other. ' +
      'Those that may not be seen are left out.',
    fields: LinkFields,
    find: FindLinks,
    id: 'ticket_link.id',
    param: 'link',
    from: rowsFor,
    show: (rows, request) => {
      const own = idOf(request)
      return rows.map((row) => ({
        id: row.id,
        to: row.other_ticket,
        kind: row.ticket_id === own ? row.kind : INVERSE[row.kind],
        other: otherOf(row),
        created: formatDateTime(row.created),
        user: row.user_id,
      }))
    },
    create: (request, { to, kind }) =>
      addLink(asking(request), idOf(request), { to: to!, kind: kind || 'related' }),
    remove: (request, row) => removeLink(asking(request), idOf(request), row),
  })

  async function rowsFor(request: Request) {
    const own = await seen(request)
    const rows = ctx.db
      .selectFrom('ticket_link')
      .innerJoin('ticket as other', (join) =>
        join.on(
          'other.id',
          '=',
          sql<number>`case when ticket_link.ticket_id = ${own}
            then ticket_link.other_id else ticket_link.ticket_id end`,
        ),
      )
      .where(({ or, eb }) =>
        or([eb('ticket_link.ticket_id', '=', own), eb('ticket_link.other_id', '=', own)]),
      )
      .select([
        'ticket_link.id',
        'ticket_link.ticket_id',
        'ticket_link.kind',
        'ticket_link.created',
        'ticket_link.user_id',
      ])
      .select(OTHER_COLUMNS)
    return inQueues(rows, 'other.queue_id', await visibleQueues(ctx, asking(request).actor))
  }
}
