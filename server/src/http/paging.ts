import { invalidPage } from '../lib/errors.ts'
import { toInt } from '../lib/python.ts'
import { baseUrl } from './address.ts'
import { queryOf } from './query.ts'
import type { Request } from './types.ts'

/** Which rows of a list were asked for. */
export interface Page {
  number: number | 'last'
  size: number
}

export interface Slice {
  limit: number
  offset: number
  /** How many rows the whole list has. */
  count: number
}

export interface Paged<T> {
  count: number
  next: string | null
  previous: string | null
  results: T[]
}

/** Reads `?page=` and `?page_size=`. A size that makes no sense is the default one, as the contract has it. */
export function readPage(query: URLSearchParams, sizes: { size: number; most: number }): Page {
  const wanted = toInt(query.getAll('page_size').at(-1) ?? '')
  const size = wanted === null || wanted <= 0 ? sizes.size : Math.min(Number(wanted), sizes.most)
  const page = query.getAll('page').at(-1) || '1'
  if (page === 'last') return { number: 'last', size }
  const number = toInt(page)
  if (number === null || number < 1) throw invalidPage()
  return { number: Number(number), size }
}

/** The rows of that page among `count`; a page beyond the last is a 404, the first always is there. */
export function sliceOf(page: Page, count: number): Slice & { number: number; pages: number } {
  const pages = Math.max(1, Math.ceil(count / page.size))
  const number = page.number === 'last' ? pages : page.number
  if (number > pages) throw invalidPage()
  const offset = (number - 1) * page.size
  return { limit: Math.min(page.size, count - offset), offset, count, number, pages }
}

/** The same rows, counted from the end of the list if that is nearer: to skip a row takes time. */
export function fromNearerEnd({ limit, offset, count }: Slice) {
  const after = count - offset - limit
  return after < offset
    ? { isBackwards: true, limit, offset: after }
    : { isBackwards: false, limit, offset }
}

/** One page of a list: `load` is given the rows to read once `count` is known. */
export async function paginate<T>(
  request: Request,
  sizes: { size: number; most: number },
  list: { count: () => Promise<number>; load: (slice: Slice) => Promise<T[]> },
): Promise<Paged<T>> {
  const page = readPage(queryOf(request), sizes)
  const count = await list.count()
  const { number, pages, ...slice } = sliceOf(page, count)
  const results = count === 0 ? [] : await list.load(slice)
  return { count, ...pageLinks(request, { number, hasMore: number < pages }), results }
}

/** The addresses of the pages before and after this one. */
export const pageLinks = (
  request: Request,
  { number, hasMore }: { number: number; hasMore: boolean },
) => ({
  next: hasMore ? linkTo(request, number + 1) : null,
  previous: number > 1 ? linkTo(request, number - 1) : null,
})

/** The same address with another page; its keys are sorted, and page 1 goes without saying. */
function linkTo(request: Request, page: number): string {
  const query = new URLSearchParams(queryOf(request))
  query.delete('page')
  if (page > 1) query.set('page', String(page))
  const keys = [...new Set(query.keys())].toSorted()
  const pairs = keys.flatMap((key) =>
    query.getAll(key).map((value) => `${quote(key)}=${quote(value)}`),
  )
  const [path] = request.originalUrl.split('?')
  return `${baseUrl(request)}${decodedPath(path!)}${pairs.length > 0 ? `?${pairs.join('&')}` : ''}`
}

/** Percent-encoding as Python's urlencode does it: only letters, digits and `_.-~` stay. */
function quote(text: string): string {
  return encodeURIComponent(text)
    .replaceAll(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+')
}

/** `/api/%74ickets/` is linked to as `/api/tickets/`. */
function decodedPath(path: string): string {
  try {
    return encodeURI(decodeURIComponent(path))
  } catch {
    return path
  }
}
