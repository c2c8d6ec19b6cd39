import type { Context } from '../../context.ts'
import type { Phrase } from '../../db/full-text.ts'
import type { Db } from '../../db/index.ts'
import { listOf } from '../../db/prepared.ts'
import { type Find, type Findable, readFind } from '../../http/find/find.ts'
import { chosen } from '../../http/find/list.ts'
import { pageLinks, readPage } from '../../http/paging.ts'
import { queryOf } from '../../http/query.ts'
import type { Request } from '../../http/types.ts'
import { seenIn, type Seen, visibleQueues } from '../../queues/access.ts'
import { requireStaff } from '../../users/authenticate.ts'
import { fileLinks } from '../attachments/link.ts'
import type { LinkTo } from '../attachments/queries.ts'
import { searchedIn } from '../find/searched.ts'
import { findParts } from './find.ts'
import type { PartList } from './list.ts'
import type { Texts } from './words.ts'

interface Listed<Row> {
  spec: Findable
  list: PartList
  texts: Texts
  byIds: (db: Db, ids: { ids: string }) => Promise<Row[]>
  show: (rows: Seen<Row>[], asked: Shown) => Promise<object[]>
}

/** What was asked for of the rows of a page. */
interface Shown {
  find: Find
  /** What was searched for: nothing, or what a row shows as its `highlight`. */
  phrases: Phrase[]
  linkTo: LinkTo
}

/** A page of what hangs on tickets, as whoever asks may see it. */
export async function listParts<Row extends { id: number; queue_id: number }>(
  ctx: Context,
  request: Request,
  { spec, list, texts, byIds, show }: Listed<Row>,
) {
  const query = queryOf(request)
  const queues = await visibleQueues(ctx, requireStaff(request))
  const find = readFind(query, spec)
  const phrases = searchedIn(find)
  const page = readPage(query, ctx.config.paging)
  const found = await findParts(ctx, { list, texts, find, queues }, page)
  const rows = inOrderOf(found.ids, await byIds(ctx.db, { ids: listOf(found.ids) }))
  const shown = await show(seenIn(queues, rows), {
    find,
    phrases,
    linkTo: fileLinks(ctx, request),
  })
  const includes = [...find.includes, ...(phrases.length > 0 ? ['highlight'] : [])]
  return {
    count: found.count,
    count_is_exact: found.isExact,
    ...pageLinks(request, found),
    results: shown.map((row) => chosen(row, { fields: find.fields, includes })),
  }
}

/** Rows in the order in which they were found. One may have been deleted since. */
function inOrderOf<Row extends { id: number }>(ids: number[], rows: Row[]): Row[] {
  const byId = new Map(rows.map((row) => [row.id, row]))
  return ids.flatMap((id) => byId.get(id) ?? [])
}
