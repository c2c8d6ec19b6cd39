import { sql } from 'kysely'
import type { Context } from '../../context.ts'
import type { Db } from '../../db/index.ts'
import { followUpsAre } from '../../db/place.ts'
import { formatDateTime } from '../../http/fields/represent.ts'
import { resource } from '../../http/resource.ts'
import type { App } from '../../http/types.ts'
import { partsOf } from '../parts.ts'
import { ChangeFields, FindChanges } from './schema.ts'

/** `/api/tickets/:id/changes/`. */
export function changeRoutes(app: App, ctx: Context) {
  const { looked, seen } = partsOf(ctx)
  resource(app, ctx, {
    ...looked,
    name: 'Ticket Change',
    description:
      'What was changed of this ticket, when and by whom; the newest change comes first.',
    fields: ChangeFields,
    find: FindChanges,
    id: 'ticket_change.id',
    param: 'change',
    from: async (request) => changesOf(ctx.db, await seen(request)),
    show: (rows) => rows.map(({ date, ...row }) => ({ ...row, date: formatDateTime(date) })),
  })
}

const changesOf = (db: Db, ticketId: number) =>
  db
    .selectFrom('followup')
    .innerJoin('ticket_change', 'ticket_change.followup_id', 'followup.id')
    .leftJoin('user', 'user.id', 'followup.user_id')
    .where(followUpsAre(db, sql<number>`${ticketId}`))
    .select([
      'ticket_change.id',
      'followup.id as followup',
      'followup.date',
      'followup.user_id as user',
      'user.username',
      'ticket_change.field',
      'ticket_change.old_value',
      'ticket_change.new_value',
    ])
