import type { Context } from '../../context.ts'
import { customFields } from '../../custom-fields/queries.ts'
import { clientAddress } from '../../http/address.ts'
import { endpoint, everyone, type Rule } from '../../http/endpoint.ts'
import { readChoice } from '../../http/find/find.ts'
import { findPage } from '../../http/find/list.ts'
import { parseForm, readForm } from '../../http/form.ts'
import { idOf } from '../../http/id.ts'
import { queryOf } from '../../http/query.ts'
import type { App, Request } from '../../http/types.ts'
import { notFound } from '../../lib/errors.ts'
import { STATUS } from '../../lib/ticket-status.ts'
import { requireSignedIn, signedIn } from '../../users/authenticate.ts'
import { fileLinks } from '../attachments/link.ts'
import { answerableTicket, ownTicket } from './access.ts'
import { answerOwnTicket } from './answer.ts'
import { openOwnTicket } from './open.ts'
import type { Owner } from './owner.ts'
import { ownTickets, showOwn, showOwnTicket } from './queries.ts'
import { refuseMoreWriting } from './throttle.ts'
import { FindOwnTickets, newOwnTicket, OwnAnswer, OwnMove } from './schema.ts'

/** `/api/my-tickets/`: what somebody with an account asked, or follows. */
export function ownTicketRoutes(app: App, ctx: Context) {
  const rows = 'that they asked, or follow'
  endpoint(app, '/', {
    name: 'My Ticket List',
    description: 'The tickets that whoever asks has opened or follows. A new one is in their name.',
    allow: signedIn,
    rows,
    fields: async () => newOwnTicket(await customFields(ctx.db)),
    GET: async (request) => {
      const custom = await customFields(ctx.db)
      return findPage(ctx, request, {
        spec: FindOwnTickets,
        from: ownTickets(ctx, requireSignedIn(request)),
        id: 'ticket.id',
        show: (found) => showOwn(ctx.db, found, custom),
      })
    },
    POST: async (request, reply) => {
      readChoice(queryOf(request), NOTHING)
      const actor = requireSignedIn(request)
      await refuseMoreWriting(ctx, { actor }, { kind: 'ticket' })
      const custom = await customFields(ctx.db)
      await using form = await readForm(ctx, request)
      const given = await parseForm(form, newOwnTicket(custom), { context: { ctx } })
      const { id } = await openOwnTicket(ctx, actor, given, custom)
      reply.code(201)
      return await shown(ctx, request, { owner: { actor }, id })
    },
  })
  oneTicket(app, ctx, {
    allow: signedIn,
    rows,
    ownerOf: (request) => ({ actor: requireSignedIn(request) }),
  })
}

/** `/api/public-tickets/ID/`: for whoever has no account, and the ticket's key in `X-Ticket-Key`. */
export function keyedTicketRoutes(app: App, ctx: Context) {
  oneTicket(app, ctx, {
    allow: everyone,
    rows: 'whose secret key is sent as X-Ticket-Key',
    ownerOf: (request) => {
      const key = request.headers['x-ticket-key']
      if (typeof key !== 'string' || key === '') throw notFound('Ticket')
      return { key, address: clientAddress(request) }
    },
  })
}

interface Kind {
  allow: Rule
  rows: string
  ownerOf: (request: Request) => Owner
}

const NOTHING = { fields: [] }

function oneTicket(app: App, ctx: Context, { allow, rows, ownerOf }: Kind) {
  const common = { allow, rows }
  const asked = (request: Request) => ({ owner: ownerOf(request), id: idOf(request) })

  endpoint(app, '/:id', {
    ...common,
    name: 'Own Ticket Instance',
    description: 'One ticket, with what was said in public.',
    GET: async (request) => shown(ctx, request, asked(request)),
  })

  endpoint(app, '/:id/answers', {
    ...common,
    name: 'Own Answer List',
    description: 'An answer of whoever asked. One to a closed or resolved ticket reopens it.',
    fields: async () => OwnAnswer,
    POST: (request) => answer(request, null),
  })
  for (const [verb, status] of [
    ['close', STATUS.closed],
    ['reopen', STATUS.reopened],
  ] as const) {
    endpoint(app, `/:id/${verb}`, {
      ...common,
      name: `Own Ticket ${verb}`,
      description: `Lets whoever asked ${verb} the ticket, with a word about it.`,
      fields: async () => OwnMove,
      POST: (request) => answer(request, status),
    })
  }

  async function answer(request: Request, status: number | null) {
    readChoice(queryOf(request), NOTHING)
    const { owner, id } = asked(request)
    const ticket = await answerableTicket(ctx, owner, id)
    await refuseMoreWriting(ctx, owner, { kind: 'answer', ticket: id })
    await using form = await readForm(ctx, request)
    const fields = status === null ? OwnAnswer : OwnMove
    const given = await parseForm(form, fields, { context: {} })
    const said = { comment: given.comment ?? '', attachments: given.attachments ?? [], status }
    await answerOwnTicket(ctx, owner, ticket, said)
    return await shown(ctx, request, { owner, id })
  }
}

async function shown(ctx: Context, request: Request, { owner, id }: { owner: Owner; id: number }) {
  readChoice(queryOf(request), NOTHING)
  const ticket = await ownTicket(ctx, owner, id)
  const showing = { custom: await customFields(ctx.db), linkTo: fileLinks(ctx, request) }
  return showOwnTicket(ctx.db, ticket, showing)
}
