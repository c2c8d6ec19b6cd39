import type { Context } from '../context.ts'
import { customFields } from '../custom-fields/queries.ts'
import type { TicketRow } from '../db/schema.ts'
import { endpoint } from '../http/endpoint.ts'
import type { Fields } from '../http/fields/field.ts'
import type { ParsedValues } from '../http/fields/parse.ts'
import { readChoice } from '../http/find/find.ts'
import { chosen } from '../http/find/list.ts'
import { parseForm, readForm } from '../http/form.ts'
import { idOf } from '../http/id.ts'
import { queryOf } from '../http/query.ts'
import type { App, Reply, Request } from '../http/types.ts'
import type { Asking, Writable } from '../queues/access.ts'
import { requireStaff, staff } from '../users/authenticate.ts'
import { writableTicket } from './access.ts'
import { assignTicket } from './assign.ts'
import { fileLinks } from './attachments/link.ts'
import { holdTicket } from './hold.ts'
import { mergeTickets } from './merge.ts'
import { showTickets } from './queries.ts'
import { ticketFields } from './schema.ts'
import { splitTicket } from './split.ts'
import { AssignFields, mergeFields, SaidFields, saidIn, SplitFields } from './verb-schema.ts'

interface Verb<F> {
  name: string
  description: string
  fields: (ctx: Context) => F | Promise<F>
  /** Gives the ticket to show. */
  act: (asking: Asking, id: number, given: ParsedValues<F>) => Promise<Writable<TicketRow>>
  /** Of the answer, where it is not 200. */
  status?: number
}

/** `/api/tickets/:id/hold/` and the like: what one does to a ticket. */
export function verbRoutes(app: App, ctx: Context) {
  verb('hold', {
    name: 'Hold Ticket',
    description: 'Places the ticket on hold. It is not escalated until it is taken off.',
    fields: () => SaidFields,
    act: (asking, id, given) => holdTicket(asking, id, true, saidIn(given)),
  })
  verb('unhold', {
    name: 'Unhold Ticket',
    description: 'Takes the ticket off hold.',
    fields: () => SaidFields,
    act: (asking, id, given) => holdTicket(asking, id, false, saidIn(given)),
  })
  verb('take', {
    name: 'Take Ticket',
    description: 'Assigns the ticket to whoever asks.',
    fields: () => SaidFields,
    act: (asking, id, given) => assignTicket(asking, id, asking.actor.id, saidIn(given)),
  })
  verb('assign', {
    name: 'Assign Ticket',
    description: 'Assigns the ticket to somebody, or to nobody.',
    fields: () => AssignFields,
    act: (asking, id, given) => assignTicket(asking, id, given.user ?? null, saidIn(given)),
  })
  verb('merge', {
    name: 'Merge Tickets',
    description: 'Makes other tickets part of this one. They become duplicates of it.',
    fields: async () => mergeFields(await customFields(ctx.db)),
    act: (asking, id, given) =>
      mergeTickets(asking, {
        target: id,
        sources: given.sources!,
        chosen: given.values ?? {},
        public: given.public ?? false,
        notify: given.notify ?? true,
      }),
  })
  verb('split', {
    name: 'Split Ticket',
    description: 'Makes a new ticket out of some follow-ups of this one, and gives the new one.',
    fields: () => SplitFields,
    status: 201,
    act: (asking, id, given) =>
      splitTicket(asking, {
        ticketId: id,
        followUps: given.followups!,
        title: given.title!,
        description: given.description ?? null,
        queueId: given.queue ?? null,
        priority: given.priority ? Number(given.priority) : null,
        public: given.public ?? false,
      }),
  })

  function verb<F extends Fields<Asking>>(path: string, { fields, act, status, ...of }: Verb<F>) {
    endpoint(app, `/:id/${path}`, {
      ...of,
      allow: staff,
      rows: 'that they may change',
      fields: async (request) => {
        await writableTicket(askingOf(request), idOf(request))
        return (await fields(ctx)) as Fields
      },
      POST: async (request, reply: Reply) => {
        const custom = await customFields(ctx.db)
        const choice = readChoice(queryOf(request), {
          fields: Object.keys(ticketFields(custom)),
        })
        const context = askingOf(request)
        const { id } = await writableTicket(context, idOf(request))
        await using form = await readForm(ctx, request)
        const given = await parseForm(form, await fields(ctx), { context })
        const ticket = await act(context, id, given)
        if (status) reply.code(status)
        const showing = { custom, linkTo: fileLinks(ctx, request) }
        return chosen((await showTickets(ctx.db, [ticket], showing))[0]!, choice)
      },
    })
  }

  const askingOf = (request: Request): Asking => ({ ctx, actor: requireStaff(request) })
}
