import type { Context } from '../../context.ts'
import { countFollowUps, pageOfFollowUps } from './page.ts'
import { endpoint } from '../../http/endpoint.ts'
import { choiceIn, choose } from '../../http/find/choice.ts'
import { type Form, parseForm, readForm } from '../../http/form.ts'
import { idOf } from '../../http/id.ts'
import { paginate } from '../../http/paging.ts'
import { queryOf } from '../../http/query.ts'
import type { App, Request } from '../../http/types.ts'
import { notFound } from '../../lib/errors.ts'
import { visibleQueues } from '../../queues/access.ts'
import { requireStaff, staff } from '../../users/authenticate.ts'
import { visibleFollowUp } from '../access.ts'
import { fileLinks } from '../attachments/link.ts'
import { answerTicket } from './answer.ts'
import { deleteFollowUp } from './delete.ts'
import { editFollowUp } from './edit.ts'
import { findFollowUpRoutes, FindFollowUps } from './find.ts'
import { findFollowUp, followUpsOf } from './queries.ts'
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
          const rows = await pageOfFollowUps(ctx.db, queues, slice)
          return choose(await followUpsOf(ctx.db, rows, linkTo), choiceOf(request))
        },
      })
    },
    POST: async (request, reply) => {
      await using form = await readForm(ctx, request)
      const given = await parse(request, form, false)
      const { answer, uploads } = checkFollowUp(ctx.config, given)
      const { id } = await answerTicket(ctx, requireStaff(request), answer, uploads)
      reply.code(201)
      return await show(request, id)
    },
  })

  endpoint(app, '/:id', {
    name: 'Follow Up Instance',
    description: 'One follow-up with its files.',
    allow: staff,
    fields: async (request) => {
      await asked(request)
      return FollowUpFields
    },
    GET: async (request) =>
      choose([await show(request, (await asked(request)).id)], choiceOf(request))[0],
    PUT: (request) => change(request, false),
    PATCH: (request) => change(request, true),
    DELETE: async (request, reply) => {
      await deleteFollowUp(ctx, (await asked(request)).id)
      reply.code(204)
    },
  })

  const asked = (request: Request) =>
    visibleFollowUp({ ctx, actor: requireStaff(request) }, idOf(request))

  const parse = (request: Request, form: Form, partial: boolean) =>
    parseForm(form, FollowUpFields, { partial, context: { ctx, actor: requireStaff(request) } })

  async function change(request: Request, partial: boolean) {
    const { id } = await asked(request)
    await using form = await readForm(ctx, request)
    await editFollowUp(ctx, id, await parse(request, form, partial))
    return await show(request, id)
  }

  async function show(request: Request, id: number) {
    const row = await findFollowUp(ctx.db, id)
    if (!row) throw notFound('FollowUp')
    const [followUp] = await followUpsOf(ctx.db, [row], fileLinks(ctx, request))
    return followUp!
  }
}
