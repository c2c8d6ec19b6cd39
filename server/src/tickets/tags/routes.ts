import type { Context } from '../../context.ts'
import { endpoint } from '../../http/endpoint.ts'
import type { Fields } from '../../http/fields/field.ts'
import { listField } from '../../http/fields/list.ts'
import { readChoice } from '../../http/find/find.ts'
import { readFields } from '../../http/form.ts'
import { idOf } from '../../http/id.ts'
import { queryOf } from '../../http/query.ts'
import type { App, Request } from '../../http/types.ts'
import { tagNameField } from '../../tags/schema.ts'
import { partsOf } from '../parts.ts'
import { addTags, MOST_TAGS, removeTag, replaceTags, type TagsChange } from './change.ts'
import { tagsOfTicket } from './queries.ts'

const TicketTagFields = {
  tags: listField({
    most: MOST_TAGS,
    child: tagNameField(),
    help: `The names of its tags, ${MOST_TAGS} at most. Those that there are not yet are made.`,
  }),
}

/** `/api/tickets/:id/tags/`. */
export function ticketTagRoutes(app: App, ctx: Context) {
  const { asking, common, seen } = partsOf(ctx)
  const { allow, rows } = common

  endpoint(app, '/', {
    name: 'Ticket Tags',
    description:
      'The tags of this ticket. PUT puts others in their place, POST adds some. ' +
      'A private follow-up tells what was changed.',
    allow,
    rows,
    fields: async (request) => {
      await seen(request)
      return TicketTagFields as Fields
    },
    GET: async (request) => {
      const id = await seen(request)
      noParameters(request)
      return shown(await tagsOfTicket(ctx.db, id))
    },
    PUT: async (request) => change(request, replaceTags),
    POST: async (request, reply) => {
      const answer = await change(request, addTags)
      reply.code(201)
      return answer
    },
  })

  endpoint(app, '/:name', {
    name: 'Ticket Tag',
    description: 'One tag of this ticket, by its name. In the address a dot is written as %2E.',
    allow,
    rows,
    DELETE: async (request, reply) => {
      noParameters(request)
      await common.mayChange(request)
      const { name } = request.params as { name: string }
      await removeTag(asking(request), idOf(request), name)
      reply.code(204)
    },
  })

  async function change(request: Request, verb: TagsChange) {
    noParameters(request)
    await common.mayChange(request)
    const { tags } = await readFields(ctx, request, TicketTagFields)
    return shown(await verb(asking(request), idOf(request), tags!))
  }
}

const noParameters = (request: Request) => readChoice(queryOf(request), { fields: [] })

const shown = (tags: { name: string }[]) => ({ tags: tags.map(({ name }) => name) })
