import type { Context } from '../../context.ts'
import { customFields } from '../../custom-fields/queries.ts'
import { endpoint } from '../../http/endpoint.ts'
import { readFind } from '../../http/find/find.ts'
import { chosen } from '../../http/find/list.ts'
import { pageLinks, readPage } from '../../http/paging.ts'
import { queryOf } from '../../http/query.ts'
import type { App, Request } from '../../http/types.ts'
import { visibleQueues, withoutHidden } from '../../queues/access.ts'
import { requireStaff, staff } from '../../users/authenticate.ts'
import { fileLinks } from '../attachments/link.ts'
import { findTicketIds } from './find.ts'
import { highlight } from './highlight.ts'
import { showFound } from './show.ts'
import { findTickets } from './spec.ts'

/** `/api/tickets/find/`. */
export function findTicketRoutes(app: App, ctx: Context) {
  endpoint(app, '/find', {
    name: 'Found Tickets',
    description:
      'Tickets, narrowed, searched and sorted, the newest first. Where there are very many, "count" says how many there are at least, and "count_is_exact" is false.',
    allow: staff,
    rows: 'of queues they may see',
    GET: findList,
  })

  async function findList(request: Request) {
    const query = queryOf(request)
    const [queues, custom] = await Promise.all([
      visibleQueues(ctx, requireStaff(request)),
      customFields(ctx.db),
    ])
    const find = withoutHidden(readFind(query, findTickets(custom)), 'queue_id', queues)
    const page = readPage(query, ctx.config.paging)
    const isOrdered = Boolean(query.get('ordering'))
    const found = await findTicketIds(ctx, { find, queues, isOrdered }, page)
    const linkTo = fileLinks(ctx, request)
    const showing = { custom, linkTo, includes: find.includes, queues: async () => queues }
    const rows = await showFound(ctx.db, found.ids, showing)
    const searched = find.search !== null
    const all = searched ? await highlight(ctx.db, rows, found.question.phrases) : rows
    const includes = [...find.includes, ...(searched ? ['highlight'] : [])]
    return {
      count: found.count,
      count_is_exact: found.isExact,
      ...pageLinks(request, found),
      results: all.map((row) => chosen(row, { fields: find.fields, includes })),
    }
  }
}
