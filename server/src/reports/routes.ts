import type { Context } from '../context.ts'
import { baseUrl } from '../http/address.ts'
import { endpoint } from '../http/endpoint.ts'
import { readChoice } from '../http/find/find.ts'
import { chosen } from '../http/find/list.ts'
import { queryOf } from '../http/query.ts'
import type { App, Request } from '../http/types.ts'
import { type FieldErrors, invalid } from '../lib/errors.ts'
import { toStored } from '../lib/time.ts'
import { formatDateTime } from '../http/fields/represent.ts'
import { staff } from '../users/authenticate.ts'
import { agesOfTickets } from './ages.ts'
import { daysByQueueAndMonth } from './closing.ts'
import { type Asked, askedFor } from './find.ts'
import { type By, COLUMNS, countTicketsBy, ROWS } from './matrix.ts'
import { runReport } from './run.ts'

/** What each report tells, and what of it `?fields=` may choose. */
const REPORTS = {
  tickets: {
    description:
      'How many tickets there are by two things: ?rows=user, queue, priority, status or month of creation, and &columns=status, priority, month or queue.',
    fields: ['as_of', 'columns', 'rows', 'totals', 'total'],
  },
  'days-until-closed': {
    description: 'How many days closed tickets were open, by queue and month of creation (UTC).',
    fields: ['as_of', 'results'],
  },
  ages: {
    description: 'How long open tickets have been open, and how long it took to close the others.',
    fields: [
      'as_of',
      'open',
      'up_to_30_days',
      'from_30_to_60_days',
      'over_60_days',
      'average_days_open',
      'closed',
      'average_days_to_close',
      'closed_of_last_60_days',
      'average_days_to_close_of_last_60_days',
    ],
  },
} as const

type Name = keyof typeof REPORTS

interface Wanted {
  asked: Asked
  by?: object
  make: () => Promise<object>
}

/** `/api/reports/`. */
export function reportRoutes(app: App, ctx: Context) {
  endpoint(app, '/', {
    name: 'Report List',
    description: 'The reports that there are. ?queue= and ?created__gte= narrow each of them.',
    allow: staff,
    GET: (request) => {
      readChoice(queryOf(request), { fields: [] })
      const at = `${baseUrl(request)}/api/reports`
      const results = Object.entries(REPORTS).map(([name, { description }]) => ({
        name,
        description,
        url: `${at}/${name}/`,
      }))
      return { count: results.length, next: null, previous: null, results }
    },
  })

  report('tickets', async (request) => {
    const by = matrixOf(queryOf(request))
    const own = ['rows', 'columns']
    const asked = await askedFor(ctx, request, { ...REPORTS.tickets, own })
    return { asked, by, make: () => countTicketsBy(ctx, asked, by) }
  })

  report('days-until-closed', async (request) => {
    const asked = await askedFor(ctx, request, REPORTS['days-until-closed'])
    return { asked, make: () => daysByQueueAndMonth(ctx, asked) }
  })

  report('ages', async (request) => {
    const asked = await askedFor(ctx, request, REPORTS.ages)
    return { asked, make: () => agesOfTickets(ctx, asked) }
  })

  function report(name: Name, want: (request: Request) => Promise<Wanted>) {
    endpoint(app, `/${name}`, {
      name: 'Report',
      description: REPORTS[name].description,
      allow: staff,
      rows: 'of tickets in queues they may see',
      GET: async (request) => {
        const { asked, by, make } = await want(request)
        const { conditions } = asked.find
        const what = { name, by, conditions, queues: asked.queues }
        const made = await runReport(ctx.db, what, async () => ({
          as_of: formatDateTime(toStored(asked.now)),
          ...(await make()),
        }))
        return chosen(made, asked.find)
      },
    })
  }
}

/** What is counted by what: `?rows=queue&columns=status` unless it says. */
function matrixOf(query: URLSearchParams): { row: By; column: By } {
  const row = query.getAll('rows').at(-1) ?? 'queue'
  const column = query.getAll('columns').at(-1) ?? 'status'
  const errors: FieldErrors = {}
  if (!(ROWS as readonly string[]).includes(row)) errors['rows'] = [oneOf(ROWS)]
  if (!(COLUMNS as readonly string[]).includes(column)) errors['columns'] = [oneOf(COLUMNS)]
  else if (row === column) errors['columns'] = ['This has to be another one than rows.']
  if (Object.keys(errors).length > 0) throw invalid(errors)
  return { row: row as By, column: column as By }
}

const oneOf = (names: readonly string[]) => `This has to be one of ${names.join(', ')}.`
