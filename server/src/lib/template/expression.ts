import { SPACE, toInt } from '../python.ts'
import { Float } from '../value.ts'
import { TemplateError } from './error.ts'
import type { Filter } from './filter.ts'
import { findFilter } from './filters.ts'
import { safe, toFloat, type Value } from './value.ts'

/** A value that is written in the template, or the path to one in the context. */
export type Term = { literal: Value } | { path: string[] }

export interface Expression {
  term: Term
  filters: { filter: Filter; argument: Term | null }[]
}

const QUOTED = String.raw`"[^"\\]*(?:\\.[^"\\]*)*"|'[^'\\]*(?:\\.[^'\\]*)*'`
const WORD = String.raw`[\p{L}\p{N}_.]+`
const NUMBER = String.raw`[-+.]?\p{Nd}[\p{Nd}.e]*`
const TERM = String.raw`_\((?:${QUOTED})\)|${QUOTED}|${WORD}|${NUMBER}`
const SPACES = `[${SPACE}]*`

const START = new RegExp(TERM, 'uy')
const FILTER = new RegExp(String.raw`${SPACES}\|${SPACES}([\p{L}\p{N}_]+)(?::(${TERM}))?`, 'uy')

/** Reads `variable.path|filter:"argument"`. */
export function parseExpression(source: string): Expression {
  START.lastIndex = 0
  const [first] = START.exec(source) ?? []
  if (first === undefined) throw new TemplateError('no variable')
  const term = parseTerm(first)
  const filters: Expression['filters'] = []
  let at = first.length
  while (at < source.length) {
    FILTER.lastIndex = at
    const [matched, name = '', argument] = FILTER.exec(source) ?? []
    if (matched === undefined) throw new TemplateError('a rest that means nothing')
    filters.push(parseFilter(name, argument))
    at += matched.length
  }
  return { term, filters }
}

function parseFilter(name: string, argument: string | undefined) {
  const filter = findFilter(name)
  if (!filter) throw new TemplateError('no such filter')
  const takes =
    filter.takes === 'either' || (filter.takes === 'argument') === (argument !== undefined)
  if (!takes) throw new TemplateError('a filter with the wrong number of arguments')
  return { filter, argument: argument === undefined ? null : parseTerm(argument) }
}

function parseTerm(source: string): Term {
  const isTranslated = source.startsWith('_(')
  const quoted = isTranslated ? source.slice(2, -1) : source
  if (/^["']/.test(quoted)) {
    const text = unquote(quoted)
    return { literal: safe(isTranslated ? text.replaceAll('%', '%%') : text) }
  }
  const number = parseNumber(source)
  if (number !== null) return { literal: number }
  if (source.startsWith('_') || source.includes('._')) throw new TemplateError('a private name')
  return { path: source.split('.') }
}

const unquote = (quoted: string) =>
  quoted
    .slice(1, -1)
    .replaceAll(`\\${quoted[0]}`, quoted[0] ?? '')
    .replaceAll('\\\\', '\\')

function parseNumber(source: string): Value {
  if (!/[.e]/i.test(source)) return toInt(source)
  const value = source.endsWith('.') ? null : toFloat(source)
  return value === null ? null : new Float(value)
}
