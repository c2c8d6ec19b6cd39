import { queryOf } from './query.ts'
import type { IncomingMessage } from 'node:http'
import { notAcceptable, notFound } from '../lib/errors.ts'
import type { Renderer, Request } from './types.ts'

export const JSON_COMPACT: Renderer = { format: 'json', indent: 0 }
const MEDIA_TYPES = {
  json: ['application/json'],
  html: ['text/html'],
  rss: ['application/rss+xml', 'application/xml', 'text/xml'],
} as const
const FORMATS: readonly Renderer['format'][] = ['json', 'html']
/** What `?format=` and a suffix such as `/api/tickets.json` call the formats. */
const NAMES: Record<string, Renderer['format']> = { json: 'json', api: 'html', rss: 'rss' }

const SUFFIX = /^(\/api\/(?:(?:[^?]*\/)?[^/?.]+)?)\.([a-z0-9]+)\/?(?=\?|$)/
const suffixes = new WeakMap<IncomingMessage, string>()

/** Takes `.json` off `/api/tickets.json`, and remembers it: every address can be asked for by format. */
export function takeFormatSuffix(raw: IncomingMessage): string {
  const url = raw.url ?? '/'
  const match = url.includes('.') ? SUFFIX.exec(url) : null
  if (!match) return url
  suffixes.set(raw, match[2]!)
  return match[1]! + url.slice(match[0].length)
}

export const formatSuffix = (request: Request) => suffixes.get(request.raw)

/** Chooses the renderer as Django REST framework does: the most specific type wins, `q` is not read. */
export function negotiate(request: Request): Renderer {
  const accept = request.headers.accept
  const wanted = formatSuffix(request) ?? queryOf(request).getAll('format').at(-1)
  const offered = request.routeOptions.config.formats ?? FORMATS
  if (accept === undefined && !wanted) return { format: offered[0]!, indent: 0 }
  const named = wanted && Object.hasOwn(NAMES, wanted) ? NAMES[wanted] : undefined
  if (wanted && !offered.some((format) => format === named)) throw notFound()
  const formats = named ? [named] : offered

  for (const types of bySpecificity(accept ?? '*/*')) {
    for (const format of formats) {
      const type = types.find((candidate) => matches(candidate, MEDIA_TYPES[format]))
      if (type) return { format, indent: format === 'json' ? indentOf(type) : 0 }
    }
  }
  throw notAcceptable()
}

interface MediaType {
  type: string
  subtype: string
  parameters: string[]
}

function bySpecificity(accept: string): MediaType[][] {
  const ranks: MediaType[][] = [[], [], [], []]
  for (const item of accept.split(',')) {
    const type = parse(item)
    ranks[rankOf(type)]!.push(type)
  }
  return ranks.toReversed()
}

function parse(item: string): MediaType {
  const [name = '', ...parameters] = item.split(';').map((part) => part.trim())
  const [type = '', subtype = ''] = name.toLowerCase().split('/')
  return { type, subtype, parameters: parameters.filter((parameter) => parameter !== '') }
}

function rankOf({ type, subtype, parameters }: MediaType): number {
  if (type === '*') return 0
  if (subtype === '*') return 1
  return parameters.every((parameter) => /^q\s*=/i.test(parameter)) ? 2 : 3
}

function matches({ type, subtype }: MediaType, offered: readonly string[]): boolean {
  return offered.some((name) => {
    const [offeredType, offeredSubtype] = name.split('/')
    return fits(type, offeredType) && fits(subtype, offeredSubtype)
  })
}

const fits = (asked: string, has: string | undefined) => asked === '*' || asked === has

function indentOf({ parameters }: MediaType): number {
  const indent = parameters.find((parameter) => /^indent=\d+$/.test(parameter))
  return indent ? Math.min(Number(indent.slice('indent='.length)), 8) : 0
}
