import type { Context } from '../context.ts'
import { customFields } from '../custom-fields/queries.ts'
import type { TicketRow } from '../db/schema.ts'
import { countTickets } from '../db/tally.ts'
import { endpoint } from '../http/endpoint.ts'
import { parseForm, readForm } from '../http/form.ts'
import { idOf } from '../http/id.ts'
import { paginate } from '../http/paging.ts'
import { queryOf } from '../http/query.ts'
import type { App, Request } from '../http/types.ts'
import { notFound } from '../lib/errors.ts'
import { type Asking, seenIn, type Seen, visibleQueues, workableQueue } from '../queues/access.ts'
import { requireStaff, staff } from '../users/authenticate.ts'
import { visibleTicket, writableTicket } from './access.ts'
import { fileLinks } from './attachments/link.ts'
import { createTicket } from './create.ts'
import { deleteTicket } from './delete.ts'
import { editTicket } from './edit.ts'
import { statusesIn } from './filter.ts'
import { showChosen } from './find/old-list.ts'
import { findTicketRoutes } from './find/routes.ts'
import { checkNewTicket } from './new-ticket.ts'
import { pageOfTickets } from './page.ts'
import { type Showing, type ShownRow, showTickets } from './queries.ts'
import { ticketFields } from './schema.ts'

/** `/api/tickets/`. */
export function ticketRoutes(app: App, ctx: Context) {
  findTicketRoutes(app, ctx)

  endpoint(app, '/', {
    name: 'Ticket List',
    description:
      'All tickets, or with ?status=Open,Resolved those that have one of these statuses.',
    allow: staff,
    fields: async () => ticketFields(await customFields(ctx.db)),
    GET: listTickets,
    POST: async (request, reply) => {
      const context = askingOf(request)
      const custom = await customFields(ctx.db)
      await using form = await readForm(ctx, request)
      const given = await parseForm(form, ticketFields(custom), { context })
      const input = await checkNewTicket(context, given, custom)
      const ticket = await createTicket(
        ctx,
        context.actor,
        input,
        given.attachment ? [given.attachment] : [],
      )
      reply.code(201)
      return await show(request, ticket, { custom })
    },
  })

  endpoint(app, '/:id', {
    name: 'Ticket Instance',
    description:
      'One ticket with its follow-ups. PUT and PATCH change it without a word to anyone.',
    allow: staff,
    fields: async (request) => {
      await asked(request, writableTicket)
      return ticketFields(await customFields(ctx.db))
    },
    GET: async (request) => {
      const [ticket, custom] = await Promise.all([
        asked(request, visibleTicket),
        customFields(ctx.db),
      ])
      const queues = () => visibleQueues(ctx, requireStaff(request))
      const linkTo = fileLinks(ctx, request)
      return (await showChosen(ctx.db, request, [ticket], { custom, linkTo, queues }))[0]
    },
    PUT: (request) => change(request, false),
    PATCH: (request) => change(request, true),
    DELETE: async (request, reply) => {
      await deleteTicket(askingOf(request), await asked(request, writableTicket))
      reply.code(204)
    },
  })

  async function listTickets(request: Request) {
    const queues = await visibleQueues(ctx, requireStaff(request))
    const filter = { queues, statuses: statusesIn(queryOf(request)) }
    const linkTo = fileLinks(ctx, request)
    const showing = { custom: await customFields(ctx.db), linkTo, queues: async () => queues }
    return paginate(request, ctx.config.paging, {
      count: () => countTickets(ctx.db, filter),
      load: async (slice) =>
        showChosen(
          ctx.db,
          request,
          seenIn(queues, await pageOfTickets(ctx.db, filter, slice)),
          showing,
        ),
    })
  }

  async function change(request: Request, partial: boolean) {
    const before = await asked(request, writableTicket)
    const custom = await customFields(ctx.db)
    const context = askingOf(request)
    await using form = await readForm(ctx, request)
    const given = await parseForm(form, ticketFields(custom), { partial, context })
    const { queue, ...rest } = given
    const changes = queue ? { ...rest, queue: await workableQueue(context, queue) } : rest
    const ticket = await editTicket(context, before, changes, custom)
    return await show(request, ticket, { custom, changed: given })
  }

  const askingOf = (request: Request) => ({ ctx, actor: requireStaff(request) })

  /** The ticket that the address names; `?status=` holds for it as for the list. */
  async function asked<Row extends TicketRow>(
    request: Request,
    find: (asking: Asking, id: number) => Promise<Row>,
  ): Promise<Row> {
    const ticket = await find(askingOf(request), idOf(request))
    const statuses = statusesIn(queryOf(request))
    if (statuses.length > 0 && !statuses.includes(ticket.status)) throw notFound('Ticket')
    return ticket
  }

  async function show(
    request: Request,
    row: Seen<ShownRow>,
    { custom, changed }: Omit<Showing, 'linkTo'>,
  ) {
    const showing = { custom, linkTo: fileLinks(ctx, request), ...(changed ? { changed } : {}) }
    return (await showTickets(ctx.db, [row], showing))[0]
  }
}
