import { asciiDigits, strip } from './python.ts'

/** An exact number: `digits` times ten to the `exponent`. Zero keeps its sign, as -0.00 shows. */
export interface DecimalNumber {
  negative: boolean
  /** Without leading zeros; "0" for zero. */
  digits: string
  exponent: number
}

/** The digits that a number may have where nothing else is said. */
export const MOST_DIGITS = 28

const NUMBER = /^([+-]?)(?:([0-9]+)(?:\.([0-9]*))?|\.([0-9]+))(?:e([+-]?[0-9]+))?$/i
const FURTHEST = 1e18

/** Reads `-12.50`, `.5`, `1e3`, `1_000` and any script's digits; null if it is no finite number. */
export function parseDecimal(text: string): DecimalNumber | null {
  const match = NUMBER.exec(asciiDigits(strip(text)).replaceAll('_', ''))
  if (!match) return null
  const [, sign, whole = '', fraction = match[4] ?? '', , power = '0'] = match
  const exponent = Number(power) - fraction.length
  if (Math.abs(exponent) > FURTHEST) return null
  const digits = (whole + fraction).replace(/^0+(?=.)/, '')
  return { negative: sign === '-', digits, exponent }
}

/** The same number with this many decimal places; halves go to the even neighbour. */
export function rescale(number: DecimalNumber, places: number): DecimalNumber {
  const { negative, digits, exponent } = number
  const surplus = -places - exponent
  if (digits === '0') return { negative, digits: '0', exponent: -places }
  if (surplus <= 0) return { negative, digits: digits + '0'.repeat(-surplus), exponent: -places }
  const kept = BigInt(digits.slice(0, -surplus) || '0')
  const dropped = digits.slice(-surplus).padStart(surplus, '0')
  const half = `5${'0'.repeat(surplus - 1)}`
  const up = dropped > half || (dropped === half && kept % 2n === 1n)
  return { negative, digits: String(up ? kept + 1n : kept), exponent: -places }
}

/** The number as Python writes it, which is how custom fields are kept: `100.000`, `1E+5`, `1E-8`. */
export function written(number: DecimalNumber): string {
  const { negative, digits, exponent } = number
  const power = exponent + digits.length - 1
  if (exponent <= 0 && power >= -6) return plain(number)
  const mantissa = digits.length > 1 ? `${digits[0]}.${digits.slice(1)}` : digits
  return `${negative ? '-' : ''}${mantissa}E${power < 0 ? '-' : '+'}${Math.abs(power)}`
}

/** The number written out, without an exponent. */
export function plain({ negative, digits, exponent }: DecimalNumber): string {
  const sign = negative ? '-' : ''
  if (exponent > 0) return sign + (digits === '0' ? '0' : digits + '0'.repeat(exponent))
  if (exponent === 0) return sign + digits
  const padded = digits.padStart(1 - exponent, '0')
  return `${sign}${padded.slice(0, exponent)}.${padded.slice(exponent)}`
}
