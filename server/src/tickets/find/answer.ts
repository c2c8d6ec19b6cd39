import type { Context } from '../../context.ts'
import { customFields } from '../../custom-fields/queries.ts'
import { chosen } from '../../http/find/list.ts'
import { pageLinks, readPage } from '../../http/paging.ts'
import type { Request } from '../../http/types.ts'
import { visibleQueues, withoutHidden } from '../../queues/access.ts'
import { requireStaff } from '../../users/authenticate.ts'
import { fileLinks } from '../attachments/link.ts'
import { findTicketIds } from './find.ts'
import { highlight } from './highlight.ts'
import { readQuestion } from './question.ts'
import { showFound } from './show.ts'

/** A page of the tickets that a query asks for, as whoever asks may see them. */
export async function listFound(ctx: Context, request: Request, query: URLSearchParams) {
  const [queues, custom] = await Promise.all([
    visibleQueues(ctx, requireStaff(request)),
    customFields(ctx.db),
  ])
  const asked = readQuestion(query, custom)
  const find = withoutHidden(asked.find, 'queue_id', queues)
  const page = readPage(query, ctx.config.paging)
  const found = await findTicketIds(ctx, { ...asked, find, queues }, page)
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
