import { length, truncate } from '../../python.ts'
import { Float } from '../../value.ts'
import { TemplateError } from '../error.ts'
import { type Filter, withArgument } from '../filter.ts'
import { checkSize } from '../limits.ts'
import { source, str, textIn, type Value } from '../value.ts'

const MOST_PLACES = 60
const ALL_PLACES = 100
const DIRECTIVE = /%([-+ #0]*)(\d*)(\.\d*)?[hlL]?([a-zA-Z%])/y

interface Directive {
  flags: string
  width: number
  precision: number | null
  conversion: string
}

/** Filters that write a value in a given form. */
export const formatFilters: Record<string, Filter> = {
  stringformat: withArgument((value, argument) => format(`%${str(argument)}`, value) ?? '', true),
}

/** printf for a single value; null for a format that does not fit it. */
function format(form: string, value: Value): string | null {
  let text = ''
  let used = 0
  for (let at = 0; at < form.length; at++) {
    if (form[at] !== '%') {
      text += form[at]
      continue
    }
    DIRECTIVE.lastIndex = at
    const match = DIRECTIVE.exec(form)
    if (!match) return null
    const [whole, flags = '', width = '', precision, conversion = ''] = match
    at += whole.length - 1
    if (conversion === '%') text += '%'
    else {
      used++
      const written = write(value, {
        flags,
        width: Number(width),
        precision: precision === undefined ? null : Number(precision.slice(1)),
        conversion,
      })
      if (written === null) return null
      text += written
    }
  }
  return used === 1 ? text : null
}

function write(value: Value, directive: Directive): string | null {
  const { conversion, precision } = directive
  checkSize(directive.width)
  if (conversion === 's' || conversion === 'r') {
    const text = conversion === 's' ? str(value) : source(value)
    return pad(precision === null ? text : truncate(text, precision), {
      ...directive,
      flags: plain(directive),
    })
  }
  if (conversion === 'c') return writeCharacter(value, directive)
  if ('diuoxX'.includes(conversion)) return writeInteger(value, directive)
  if (conversion === 'f' || conversion === 'F') return writeFixed(value, directive)
  if (!'eEgGa'.includes(conversion)) return null
  if (conversion !== 'a' && !isNumber(value) && !(value instanceof Float)) return null
  throw new TemplateError('a conversion that is not offered')
}

/** Zeros fill numbers only. */
const plain = ({ flags }: Directive) => flags.replaceAll('0', '')

function pad(text: string, { flags, width }: Directive): string {
  const blanks = width - length(text)
  if (blanks <= 0) return text
  if (flags.includes('-')) return text + ' '.repeat(blanks)
  if (!flags.includes('0')) return ' '.repeat(blanks) + text
  const [sign = ''] = /^[-+ ]?(?:0[xXo])?/.exec(text) ?? []
  return sign + '0'.repeat(blanks) + text.slice(sign.length)
}

const signOf = (isNegative: boolean, flags: string) => {
  if (isNegative) return '-'
  if (flags.includes('+')) return '+'
  return flags.includes(' ') ? ' ' : ''
}

function writeCharacter(value: Value, directive: Directive): string | null {
  const text = typeof value === 'number' ? characterAt(value) : textIn(value)
  if (text === null || length(text) !== 1) return null
  return pad(text, { ...directive, flags: plain(directive) })
}

function characterAt(code: number): string {
  if (code < 0 || code > 0x10ffff) throw new TemplateError('no character')
  return String.fromCodePoint(code)
}

function writeInteger(value: Value, directive: Directive): string | null {
  const { conversion, flags, precision } = directive
  const number = integerIn(value, 'diu'.includes(conversion))
  if (number === null) return null
  const base = conversion === 'o' ? 8 : conversion.toLowerCase() === 'x' ? 16 : 10
  const absolute = number < 0n ? -number : number
  checkSize(precision ?? 0)
  const digits = absolute.toString(base).padStart(precision ?? 0, '0')
  const prefix = flags.includes('#') && base !== 10 ? (base === 8 ? '0o' : '0x') : ''
  const written = prefix + digits
  const cased = conversion === 'X' ? written.toUpperCase() : written
  return pad(signOf(number < 0n, flags) + cased, directive)
}

const isNumber = (value: Value): value is number | bigint | boolean =>
  ['number', 'bigint', 'boolean'].includes(typeof value)

function integerIn(value: Value, takesFloats: boolean): bigint | null {
  if (value instanceof Float) {
    if (!takesFloats || Number.isNaN(value.value)) return null
    if (!Number.isFinite(value.value)) throw new TemplateError('no whole number')
    return BigInt(Math.trunc(value.value))
  }
  return isNumber(value) ? BigInt(value) : null
}

function writeFixed(value: Value, directive: Directive): string | null {
  const { flags, precision, conversion } = directive
  const number = value instanceof Float ? value.value : Number(integerIn(value, true) ?? NaN)
  if (Number.isNaN(number)) return null
  if (!Number.isFinite(number)) {
    const endless = conversion === 'F' ? 'INF' : 'inf'
    return pad(signOf(number < 0, flags) + endless, directive)
  }
  const places = precision ?? 6
  if (places > MOST_PLACES || Math.abs(number) >= 1e21) throw new TemplateError('too many digits')
  const point = flags.includes('#') && places === 0 ? '.' : ''
  const isNegative = number < 0 || Object.is(number, -0)
  return pad(signOf(isNegative, flags) + toFixed(Math.abs(number), places) + point, directive)
}

/** Halves go to the even neighbour, as everywhere in this format. */
function toFixed(number: number, places: number): string {
  const rounded = number.toFixed(places)
  const exact = number.toFixed(ALL_PLACES)
  const cut = exact.length - ALL_PLACES + places
  const isHalf = /^50*$/.test(exact.slice(cut))
  const kept = places === 0 ? exact.slice(0, cut - 1) : exact.slice(0, cut)
  return isHalf && /[02468]$/.test(kept) ? kept : rounded
}
