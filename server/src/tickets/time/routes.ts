import type { Context } from '../../context.ts'
import { endpoint } from '../../http/endpoint.ts'
import { formatDuration } from '../../http/fields/represent.ts'
import { chosen } from '../../http/find/list.ts'
import { readChoice } from '../../http/find/find.ts'
import { queryOf } from '../../http/query.ts'
import type { App } from '../../http/types.ts'
import { partsOf } from '../parts.ts'
import { timeByPerson } from './queries.ts'

/** `/api/tickets/:id/time/`. */
export function timeRoutes(app: App, ctx: Context) {
  const { looked, seen } = partsOf(ctx)
  endpoint(app, '/', {
    name: 'Ticket Time',
    description:
      'The time that was spent on this ticket, in all and by person, as [DD] HH:MM:SS[.ffffff].',
    allow: looked.allow,
    rows: looked.rows,
    GET: async (request) => {
      const ticketId = await seen(request)
      const choice = readChoice(queryOf(request), { fields: ['time_spent', 'people'] })
      const people = await timeByPerson(ctx.db, ticketId)
      const total = people.reduce((sum, { micros }) => sum + micros, 0n)
      return chosen({ time_spent: formatDuration(total), people: people.map(shown) }, choice)
    },
  })
}

const shown = ({ micros, ...person }: Awaited<ReturnType<typeof timeByPerson>>[number]) => ({
  ...person,
  time_spent: formatDuration(micros),
})
