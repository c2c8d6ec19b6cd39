import { baseUrl } from './address.ts'
import { endpoint, everyone } from './endpoint.ts'
import { formatSuffix } from './negotiate.ts'
import { queryOf } from './query.ts'
import type { App, Request } from './types.ts'

const LISTS = ['tickets', 'user_tickets', 'followups', 'followups-attachments', 'users']

/** `/api/`: where everything is. Links keep the format that was asked for. */
export function rootRoutes(app: App) {
  endpoint(app, '/', {
    name: 'Api Root',
    description: 'The lists of this API.',
    allow: everyone,
    GET: (request) => Object.fromEntries(LISTS.map((name) => [name, linkTo(request, name)])),
  })
}

function linkTo(request: Request, name: string): string {
  const suffix = formatSuffix(request)
  if (suffix) return `${baseUrl(request)}/api/${name}.${suffix}`
  const format = queryOf(request).getAll('format').at(-1)
  return `${baseUrl(request)}/api/${name}/${format ? `?format=${encodeURIComponent(format)}` : ''}`
}
