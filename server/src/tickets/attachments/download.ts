import { queryOf } from '../../http/query.ts'
import type { Context } from '../../context.ts'
import { findNamed } from '../../files/named.ts'
import type { App, Reply, Request } from '../../http/types.ts'
import { forbidden, notFound } from '../../lib/errors.ts'
import { isValidLink } from './link.ts'

/** Whatever a file is, a browser saves it and runs nothing of it. */
const POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"

/** `/files/KEY/NAME?expires=…&signature=…`: what a `file` in the API points to. */
export function fileRoutes(app: App, ctx: Context) {
  app.route<{ Params: { key: string } }>({
    method: ['GET', 'HEAD'],
    url: '/files/:key/*',
    handler: async (request, reply) => {
      const { key } = request.params
      refuseBadLink(ctx, request, key)
      const row = await findNamed(ctx.db, key)
      const size = row ? await ctx.files.size(key) : null
      if (!row || size === null) throw notFound()
      const given = { type: safeType(row.mime_type), disposition: disposition(row.filename) }
      const link = request.method === 'GET' ? await ctx.files.linkTo(key, given) : null
      if (link !== null) return reply.header('cache-control', 'no-store').redirect(link, 302)
      reply.headers({
        'content-type': given.type,
        'content-disposition': given.disposition,
        'content-security-policy': POLICY,
        'cache-control': 'private, max-age=300',
        'accept-ranges': 'bytes',
        etag: `"${key}"`,
      })
      return send(ctx, { request, reply, key, size })
    },
  })
}

function refuseBadLink(ctx: Context, request: Request, key: string) {
  const query = queryOf(request)
  const [expires, signature] = [query.get('expires') ?? '', query.get('signature') ?? '']
  if (isValidLink(ctx, { key, expires, signature })) return
  throw forbidden('This link is not valid any more. Ask the API for a new one.')
}

interface Download {
  request: Request
  reply: Reply
  key: string
  size: number
}

async function send(ctx: Context, { request, reply, key, size }: Download) {
  const range = rangeOf(request, size, key)
  if (range === 'unsatisfiable') {
    reply.code(416).header('content-range', `bytes */${size}`)
    return reply
      .header('content-type', 'application/json')
      .send('{"detail":"There is no such range."}')
  }
  const { start, end } = range ?? { start: 0, end: size - 1 }
  const isEmpty = request.method === 'HEAD' || size === 0
  // Opened before anything is said: until then a storage that is away is a plain 503.
  const content = isEmpty ? null : await ctx.files.open(key, { start, end })
  reply.header('content-length', size === 0 ? 0 : end - start + 1)
  if (range) reply.code(206).header('content-range', `bytes ${start}-${end}/${size}`)
  return content ? reply.send(content) : reply.send()
}

type Range = { start: number; end: number }

/** One range of bytes (RFC 9110, 14.1.2). Several, or what is none, get the whole file. */
function rangeOf({ headers }: Request, size: number, key: string): Range | 'unsatisfiable' | null {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(headers.range ?? '') ?? []
  if (first === '' && last === '') return null
  const condition = headers['if-range']
  if (condition !== undefined && condition !== `"${key}"`) return null
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first)
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1)
  if (first !== '' && last !== '' && Number(last) < start) return null
  return start >= size || start > end ? 'unsatisfiable' : { start, end }
}

/** What the sender called the type, if it is one. A browser is told not to guess. */
const safeType = (type: string) =>
  /^[\w.+-]+\/[\w.+-]+$/.test(type) ? type : 'application/octet-stream'

/** The name in both forms of RFC 6266: plain letters for old programs, all of it for the others. */
function disposition(filename: string): string {
  const name = filename.toWellFormed().replaceAll(/[\p{Cc}/\\]/gu, '_')
  const plain = name.replaceAll(/[^\w.() -]/g, '_')
  const encoded = encodeURIComponent(name).replaceAll(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16)}`,
  )
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`
}
