import { type DecimalNumber, parseDecimal, plain } from '../decimal.ts'
import { floatText } from '../value.ts'

/** Longer ones stay in the short form with an exponent. */
const MOST_PLACES = 200

/** How many digits and places it takes to write a number out. */
export const places = ({ digits, exponent }: DecimalNumber): number =>
  digits.length + Math.abs(exponent)

/** A number with a fraction as people read it: without an exponent while that is short. */
export function showFloat(value: number): string {
  const text = floatText(value)
  const decimal = text.includes('e') ? parseDecimal(text) : null
  return decimal && places(decimal) <= MOST_PLACES ? plain(decimal) : text
}

/** Rounds to this many decimal places, halves away from zero, and writes all of them. */
export function toPlaces(number: DecimalNumber, count: number): string {
  const surplus = -count - number.exponent
  const all = BigInt(number.digits)
  const unit = 10n ** BigInt(Math.abs(surplus))
  const scaled = surplus > 0 ? (all + unit / 2n) / unit : all * unit
  const negative = number.negative && scaled !== 0n
  return plain({ negative, digits: String(scaled), exponent: -count })
}

/** Puts a comma before every third digit of the whole part. */
export function group(number: string): string {
  const [whole = '', fraction] = number.split('.')
  const grouped = whole.replace(/\B(?=(?:\d{3})+$)/g, ',')
  return fraction === undefined ? grouped : `${grouped}.${fraction}`
}

/** Reads a number that is finite and short enough to be written out. */
export function readNumber(text: string): DecimalNumber | null {
  const number = parseDecimal(text)
  return number && places(number) <= MOST_PLACES ? number : null
}
