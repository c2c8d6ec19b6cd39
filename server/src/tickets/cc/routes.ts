import type { Selectable } from 'kysely'
import type { Context } from '../../context.ts'
import type { Db } from '../../db/index.ts'
import type { TicketCcTable } from '../../db/schema.ts'
import { idOf } from '../../http/id.ts'
import { resource } from '../../http/resource.ts'
import type { App } from '../../http/types.ts'
import { partsOf } from '../parts.ts'
import { addCc, changeCc, removeCc } from './change.ts'
import { CcFields, FindCcs } from './schema.ts'

/** `/api/tickets/:id/cc/`. */
export function ccRoutes(app: App, ctx: Context) {
  const { asking, common, seen } = partsOf(ctx)
  resource(app, ctx, {
    ...common,
    name: 'Ticket CC',
    description: 'Who hears of this ticket besides its submitter and whoever is to do it.',
    fields: CcFields,
    find: FindCcs,
    id: 'ticket_cc.id',
    param: 'cc',
    from: async (request) => ccsOf(ctx.db, await seen(request)),
    show: (rows) => rows.map(shown),
    create: (request, given) => addCc(asking(request), idOf(request), given),
    edit: (request, row, given) => changeCc(asking(request), row, given),
    remove: (request, row) => removeCc(asking(request), row),
  })
}

const ccsOf = (db: Db, ticketId: number) =>
  db
    .selectFrom('ticket_cc')
    .leftJoin('user', 'user.id', 'ticket_cc.user_id')
    .where('ticket_cc.ticket_id', '=', ticketId)
    .selectAll('ticket_cc')
    .select('user.username')

type Row = Selectable<TicketCcTable> & { username: string | null }

const shown = ({ id, user_id, email, username, can_view, can_update }: Row) => ({
  id,
  user: user_id,
  email,
  username,
  can_view,
  can_update,
})
