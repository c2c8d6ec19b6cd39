import type { Context } from '../../context.ts'
import { countFollowUps, pageOfFollowUps } from './page.ts'
import { endpoint } from '../../http/endpoint.ts'
import { choiceIn, choose } from '../../http/find/choice.ts'
import { type Form, parseForm, readForm } from '../../http/form.ts'
import { idOf } from '../../http/id.ts'
import { paginate } from '../../http/paging.ts'
import { queryOf } from '../../http/query.ts'
import type { App, Request } from '../../http/types.ts'
import type { Tx } from '../../db/index.ts'
import type { FollowUpRow } from '../../db/schema.ts'
import { seenIn, type Seen, visibleQueues } from '../../queues/access.ts'
import { requireStaff, staff } from '../../users/authenticate.ts'
import { visibleFollowUp, writableFollowUp, writableTicket } from '../access.ts'
import { fileLinks } from '../attachments/link.ts'
import { lockTicket } from '../locked.ts'
import { answerTicket } from './answer.ts'
import { deleteFollowUp } from './delete.ts'
import { editFollowUp } from './edit.ts'
import { findFollowUpRoutes, FindFollowUps } from './find.ts'
import { followUpsOf } from './queries.ts'
import { checkFollowUp, FollowUpFields } from './schema.ts'

const choiceOf = (request: Request) =>
  choiceIn(queryOf(request), { fields: FindFollowUps.fields, includes: [] })

/** `/api/followups/`. */
export function followUpRoutes(app: App, ctx: Context) {
  findFollowUpRoutes(app, ctx)

  endpoint(app, '/', {
    name: 'Follow Up List',
    description: 'All follow-ups, oldest first. A new one answers its ticket, and may move it.',
    allow: staff,
    fields: async () => FollowUpFields,
    GET: async (request) => {
      const queues = await visibleQueues(ctx, requireStaff(request))
      const linkTo = fileLinks(ctx, request)
      return paginate(request, ctx.config.paging, {
        count: () => countFollowUps(ctx.db, queues),
        load: async (slice) => {
          const rows = seenIn(queues, await pageOfFollowUps(ctx.db, queues, slice))
          return choose(await followUpsOf(ctx.db, rows, linkTo), choiceOf(request))
        },
      })
    },
    POST: async (request, reply) => {
      const asking = askingOf(request)
      await using form = await readForm(ctx, request)
      const given = await parse(request, form, false)
      const { id } = await writableTicket(asking, given.ticket!)
      const { answer, uploads } = checkFollowUp(ctx.config, given)
      const lock = (tx: Tx) => lockTicket(tx, id, asking)
      const followUp = await answerTicket(ctx, asking.actor, { lock, ...answer }, uploads)
      reply.code(201)
      return await show(request, followUp)
    },
  })

  endpoint(app, '/:id', {
    name: 'Follow Up Instance',
    description: 'One follow-up with its files.',
    allow: staff,
    fields: async (request) => {
      await writableFollowUp(askingOf(request), idOf(request))
      return FollowUpFields
    },
    GET: async (request) => {
      const row = await visibleFollowUp(askingOf(request), idOf(request))
      return choose([await show(request, row)], choiceOf(request))[0]
    },
    PUT: (request) => change(request, false),
    PATCH: (request) => change(request, true),
    DELETE: async (request, reply) => {
      const asking = askingOf(request)
      await deleteFollowUp(asking, await writableFollowUp(asking, idOf(request)))
      reply.code(204)
    },
  })

  const askingOf = (request: Request) => ({ ctx, actor: requireStaff(request) })

  const parse = (request: Request, form: Form, partial: boolean) =>
    parseForm(form, FollowUpFields, { partial, context: askingOf(request) })

  async function change(request: Request, partial: boolean) {
    const asking = askingOf(request)
    const before = await writableFollowUp(asking, idOf(request))
    await using form = await readForm(ctx, request)
    const { ticket, ...given } = await parse(request, form, partial)
    const changes = ticket ? { ...given, ticket: await writableTicket(asking, ticket) } : given
    return await show(request, await editFollowUp(asking, before, changes))
  }

  async function show(request: Request, row: Seen<FollowUpRow>) {
    const [followUp] = await followUpsOf(ctx.db, [row], fileLinks(ctx, request))
    return followUp!
  }
}
