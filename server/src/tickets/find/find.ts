import type { Context } from '../../context.ts'
import { type Db, readsMuch } from '../../db/index.ts'
import type { Page } from '../../http/paging.ts'
import { invalidPage, invalid } from '../../lib/errors.ts'
import type { VisibleQueues } from '../../queues/access.ts'
import { countMatches } from './count.ts'
import { fewTickets, NEWEST, someTickets, walkTickets } from './page.ts'
import { type Asked, type Question, questionOf } from './question.ts'
import { withIdBounds } from './id-bounds.ts'
import { isWide, partBehindIndex, smallestSource } from './sources.ts'
import { isTextListed } from './text-size.ts'

/** The tickets of a page by their ids, and what is around it. */
export interface Found {
  ids: number[]
  count: number
  /** Otherwise there are at least so many. */
  isExact: boolean
  number: number
  hasMore: boolean
  question: Question
}

/** Where each row has to be looked at, or its text, nobody waits for a page beyond so many. */
const FARTHEST = 10_000

/** Finds a page of tickets. It costs the same however many there are: see adr/0013. */
export async function findTicketIds(
  { db }: Context,
  { queues, ...asking }: Asked & { queues: VisibleQueues },
  page: Page,
): Promise<Found> {
  readsMuch(db)
  const asked = questionOf(asking, queues)
  if (queues.length === 0) return slice([], page, asked)
  const question = { ...asked, isTextListed: await isTextListed(db, asked) }
  const source = await smallestSource(db, question)
  if (source) return slice(await fewTickets(db, question, source), page, question)
  const bounded = await withIdBounds(db, question)
  return bounded ? walk(db, bounded, page) : slice([], page, question)
}

function slice(all: number[], page: Page, question: Question): Found {
  const pages = Math.max(1, Math.ceil(all.length / page.size))
  const number = page.number === 'last' ? pages : page.number
  if (number > pages) throw invalidPage()
  const ids = all.slice((number - 1) * page.size, number * page.size)
  return { ids, count: all.length, isExact: true, number, hasMore: number < pages, question }
}

async function walk(db: Db, question: Question, page: Page): Promise<Found> {
  const part = await partBehindIndex(db, question)
  const { count, isExact } = await countMatches(db, question, part)
  const pages = Math.max(1, Math.ceil(count / page.size))
  if (page.number === 'last' && !isExact) {
    throw invalid({ page: ['Nobody knows which page is the last: there are too many.'] })
  }
  const number = page.number === 'last' ? pages : page.number
  if (isExact && number > pages) throw invalidPage()
  const offset = (number - 1) * page.size
  if (!Number.isSafeInteger(offset)) throw invalidPage()
  const isRead = question.phrases.length > 0 || question.conditions.some(isWide)
  if (!isExact && offset > FARTHEST && isRead) {
    throw invalid({ page: [`Pages end after ${FARTHEST} tickets. Say more of what you look for.`] })
  }
  const order = question.order ?? NEWEST
  // From whichever end is nearer: to walk past a ticket takes time.
  const after = count - offset - page.size
  const isBackwards = isExact && after < offset
  const limit = isBackwards ? Math.min(page.size, count - offset) : page.size + 1
  const asked = {
    limit,
    offset: isBackwards ? Math.max(0, after) : offset,
    order: isBackwards ? { ...order, isDescending: !order.isDescending } : order,
  }
  const found = part
    ? await someTickets(db, question, { ...asked, index: part })
    : await walkTickets(db, question, asked)
  if (isBackwards) found.reverse()
  const ids = found.slice(0, page.size)
  const hasMore = isExact ? number < pages : found.length > page.size
  if (ids.length === 0 && number > 1) throw invalidPage()
  const seen = offset + ids.length + (hasMore ? 1 : 0)
  return { ids, count: isExact ? count : Math.max(count, seen), isExact, number, hasMore, question }
}
