import type { Context } from '../../context.ts'
import { customFields } from '../../custom-fields/queries.ts'
import { endpoint } from '../../http/endpoint.ts'
import { idOf } from '../../http/id.ts'
import { paginate } from '../../http/paging.ts'
import type { App } from '../../http/types.ts'
import { notFound } from '../../lib/errors.ts'
import { requireSignedIn, signedIn } from '../../users/authenticate.ts'
import { countUserTickets, userTicket, userTickets } from './queries.ts'

/** `/api/user_tickets/`: what somebody asked, to read. */
export function userTicketRoutes(app: App, ctx: Context) {
  endpoint(app, '/', {
    name: 'User Ticket List',
    description: 'The tickets that whoever asks has submitted, newest first.',
    allow: signedIn,
    GET: async (request) => {
      const { email } = requireSignedIn(request)
      const showing = { custom: await customFields(ctx.db), now: ctx.now() }
      return paginate(request, ctx.config.paging, {
        count: () => countUserTickets(ctx.db, email),
        load: (slice) => userTickets(ctx.db, email, { ...slice, ...showing }),
      })
    },
  })

  endpoint(app, '/:id', {
    name: 'User Ticket Instance',
    description: 'One of the tickets that whoever asks has submitted.',
    allow: signedIn,
    GET: async (request) => {
      const { email } = requireSignedIn(request)
      const ticket = await userTicket(ctx.db, { email, id: idOf(request) }, ctx.now())
      if (!ticket) throw notFound('Ticket')
      return ticket
    },
  })
}
