import { type Filter, plain, withArgument, withOption } from '../filter.ts'
import { TemplateError } from '../error.ts'
import { group, readNumber, toPlaces } from '../number-format.ts'
import { strip } from '../../python.ts'
import { Float } from '../../value.ts'
import {
  isDict,
  isList,
  isMoment,
  isSafe,
  safe,
  str,
  textIn,
  toFloat,
  toInteger,
} from '../value.ts'
import type { Value } from '../value.ts'

const MOST_PLACES = 1000

/** Filters that calculate. */
export const numberFilters: Record<string, Filter> = {
  add: withArgument(add),
  divisibleby: withArgument((value, argument) => {
    const [whole, divisor] = [toInteger(value), toInteger(argument)]
    if (whole === null || divisor === null || Number(divisor) === 0) {
      throw new TemplateError('nothing to divide')
    }
    return BigInt(whole) % BigInt(divisor) === 0n
  }),
  filesizeformat: plain((value) => fileSize(isNumeric(value) ? (toInteger(value) ?? 0) : 0), true),
  floatformat: withOption((value, argument = -1) => floatFormat(value, argument), true),
  get_digit: withArgument(digitOf),
  pluralize: withOption((value, argument = 's') => plural(value, argument)),
}

const isNumeric = (value: Value) =>
  value !== null && !isMoment(value) && !isList(value) && !isDict(value)

const small = (value: bigint): number | bigint =>
  Number.isSafeInteger(Number(value)) ? Number(value) : value

/** Adds numbers, and joins texts or lists. */
function add(value: Value, argument: Value): Value {
  if (isNumeric(value) && isNumeric(argument)) {
    const [left, right] = [toInteger(value), toInteger(argument)]
    if (left !== null && right !== null) return small(BigInt(left) + BigInt(right))
  }
  if (isList(value) && isList(argument)) return [...value, ...argument]
  const [left, right] = [textIn(value), textIn(argument)]
  if (left === null || right === null) return ''
  return isSafe(value) && isSafe(argument) ? safe(left + right) : left + right
}

function digitOf(value: Value, argument: Value): Value {
  const place = toInteger(argument)
  const whole = place === null ? null : toInteger(value)
  if (place === null || whole === null) return value
  if (place < 1) return whole
  const digit = String(whole).at(-Number(place))
  if (digit === '-') throw new TemplateError('no digit')
  return digit === undefined ? 0 : Number(digit)
}

function plural(value: Value, argument: Value): Value {
  const suffixes = textIn(argument)
  if (suffixes === null) throw new TemplateError('no suffix')
  const [one = '', many = '', more] = (suffixes.includes(',') ? suffixes : `,${suffixes}`).split(
    ',',
  )
  if (more !== undefined) return ''
  const items = isList(value) ? value.length : isDict(value) ? value.entries.size : null
  if (items !== null) return items === 1 ? one : many
  const number = toNumber(value)
  return number === null ? '' : number === 1 ? one : many
}

function toNumber(value: Value): number | null {
  if (value instanceof Float) return value.value
  const text = textIn(value)
  if (text !== null) return toFloat(text)
  return isNumeric(value) ? Number(value) : null
}

const UNITS = ['KB', 'MB', 'GB', 'TB', 'PB']

/** `13 KB`, `4.1 MB`, with a space that does not break. */
function fileSize(size: number | bigint): Value {
  const bytes = BigInt(size)
  const amount = bytes < 0n ? -bytes : bytes
  const sign = bytes < 0n ? '-' : ''
  if (amount < 1024n) return `${sign}${amount}\u00a0byte${amount === 1n ? '' : 's'}`
  let power = 1
  while (power < UNITS.length && amount >= 1024n ** BigInt(power + 1)) power++
  const unit = 1024n ** BigInt(power)
  const tenths = halfToEven(amount * 10n, unit)
  return `${sign}${tenths / 10n}.${tenths % 10n}\u00a0${UNITS[power - 1]}`
}

function halfToEven(value: bigint, unit: bigint): bigint {
  const whole = value / unit
  const twice = (value % unit) * 2n
  return twice > unit || (twice === unit && whole % 2n === 1n) ? whole + 1n : whole
}

/** `2` for two places, `-2` for none where they are zeros, `g` to group thousands, `u` for not. */
function floatFormat(value: Value, argument: Value): Value {
  const option = textIn(argument)
  if (option === '') throw new TemplateError('no number of places')
  const suffix = /[gu]$/.exec(option ?? '') ? (/(?:gu|ug|[gu])$/.exec(option ?? '')?.[0] ?? '') : ''
  const asked = option === null ? argument : option.slice(0, option.length - suffix.length) || -1
  const input = str(value)
  if (/^[+-]?(?:inf(?:inity)?|s?nan\d*)$/i.test(strip(input))) return input
  const text = typeof value === 'boolean' ? `${Number(value)}.0` : input
  const number = readNumber(text)
  if (number === null) return toFloat(text) === null ? '' : input
  const places = toInteger(asked)
  if (places === null) return input
  const count = Math.abs(Number(places))
  if (count > MOST_PLACES) throw new TemplateError('too many places')
  const isWhole = !/[1-9]/.test(toPlaces(number, MOST_PLACES).split('.')[1] ?? '')
  const shown = toPlaces(number, isWhole && places <= 0 ? 0 : count)
  return safe(suffix === 'g' ? group(shown) : shown)
}
