import { asciiDigits, strip, toInt } from '../python.ts'
import { Float, floatText, repr } from '../value.ts'
import { TemplateError } from './error.ts'
import { isoText, type Moment, sourceText } from './moment.ts'

/** Text that is HTML already, and is not escaped again. */
export interface Safe {
  readonly type: 'safe'
  readonly text: string
}

/** Values by name. Nothing but what was put in can be got out. */
export interface Dict {
  readonly type: 'dict'
  readonly entries: ReadonlyMap<string, Value>
  /** How much text it holds. */
  readonly size: number
}

/** What a placeholder can come to. Whole numbers are numbers or bigints, others are `Float`. */
export type Value =
  | null
  | boolean
  | number
  | bigint
  | Float
  | string
  | Safe
  | Moment
  | Dict
  | readonly string[]

/** The names that a template may use, as `dict` makes it. */
export type TemplateContext = Dict

/** Makes names and their values something that templates can look into. */
export function dict(entries: Record<string, Value>): Dict {
  const size = Object.values(entries).reduce((sum: number, value) => sum + sizeOf(value), 0)
  return { type: 'dict', entries: new Map(Object.entries(entries)), size }
}

export const safe = (text: string): Safe => ({ type: 'safe', text })

const isObject = (value: Value) => typeof value === 'object' && value !== null

export const isSafe = (value: Value): value is Safe =>
  isObject(value) && 'type' in value && value.type === 'safe'

export const isMoment = (value: Value): value is Moment =>
  isObject(value) && 'type' in value && value.type === 'moment'

export const isDict = (value: Value): value is Dict =>
  isObject(value) && 'type' in value && value.type === 'dict'

export const isList = (value: Value): value is readonly string[] => Array.isArray(value)

/** A text, whether it is HTML or not; null for anything else. */
export const textIn = (value: Value): string | null => {
  if (typeof value === 'string') return value
  return isSafe(value) ? value.text : null
}

/** A value as filters of text see it. */
export function str(value: Value): string {
  if (value === null) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'number' || typeof value === 'bigint') return String(value)
  if (value instanceof Float) return floatText(value.value)
  if (isMoment(value)) return isoText(value, ' ')
  return textIn(value) ?? source(value)
}

/** A value as it stands inside a list or a dictionary. */
export function source(value: Value): string {
  if (isMoment(value)) return sourceText(value)
  if (isSafe(value)) return repr(value.text)
  if (!isDict(value)) return repr(value)
  const entries = [...value.entries].map(([name, item]) => `${repr(name)}: ${source(item)}`)
  return `{${entries.join(', ')}}`
}

export const markSafe = (value: Value): Safe => (isSafe(value) ? value : safe(str(value)))

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#x27;',
}

export const escape = (text: string): string =>
  text.replace(/[&<>"']/g, (char) => ENTITIES[char] ?? char)

/** HTML of a value, however often it passes here. */
export const escapeOnce = (value: Value): string =>
  isSafe(value) ? value.text : escape(str(value))

export function isTruthy(value: Value): boolean {
  if (value instanceof Float) return value.value !== 0
  if (isDict(value)) return value.entries.size > 0
  if (isList(value)) return value.length > 0
  const text = textIn(value)
  return text === null ? Boolean(value) : text !== ''
}

/** How much there is to work on. */
export const sizeOf = (value: Value): number => {
  if (isList(value)) return value.length
  if (isDict(value)) return value.size
  return textIn(value)?.length ?? 1
}

/** A whole number out of a number or a text; null for a text that is none. */
export function toInteger(value: Value): number | bigint | null {
  if (typeof value === 'number' || typeof value === 'bigint') return value
  if (typeof value === 'boolean') return Number(value)
  if (value instanceof Float) {
    if (!Number.isFinite(value.value)) throw new TemplateError('not a whole number')
    const whole = Math.trunc(value.value)
    return Number.isSafeInteger(whole) ? whole + 0 : BigInt(whole)
  }
  const text = textIn(value)
  if (text === null) throw new TemplateError('neither number nor text')
  return toInt(text)
}

/** A filter's argument where nothing but a whole number will do. */
export function count(value: Value): number {
  const integer = toInteger(value)
  if (integer === null) throw new TemplateError('not a number')
  return Number(integer)
}

/** A filter's argument where nothing but text will do. */
export function requireText(value: Value): string {
  const text = textIn(value)
  if (text === null) throw new TemplateError('not a text')
  return text
}

const FLOAT = /^[+-]?(?:\d+(?:_\d+)*\.?(?:\d+(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:e[+-]?\d+(?:_\d+)*)?$/i
const ENDLESS = /^([+-]?)inf(?:inity)?$/i

/** Reads `1.5`, `.5`, `1e3`, `inf`; null for anything else. */
export function toFloat(text: string): number | null {
  const stripped = asciiDigits(strip(text))
  if (FLOAT.test(stripped)) return Number(stripped.replaceAll('_', ''))
  const endless = ENDLESS.exec(stripped)
  if (endless) return endless[1] === '-' ? -Infinity : Infinity
  return /^[+-]?nan$/i.test(stripped) ? NaN : null
}
