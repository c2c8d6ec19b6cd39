import { SPACE, length, strip, toInt } from '../../lib/python.ts'
import { str } from '../../lib/value.ts'
import {
  MOST_DIGITS,
  type DecimalNumber,
  parseDecimal,
  rescale,
  written,
} from '../../lib/decimal.ts'
import {
  type Check,
  type Field,
  type FieldOptions,
  type Settled,
  accept,
  checked,
  makeField,
  refuse,
} from './field.ts'

const LONGEST = 1000
const TOO_LONG = 'String value too large.'

export interface IntegerOptions extends FieldOptions {
  minValue?: number | bigint
  maxValue?: number | bigint
}

/** A whole number; text is read too, and a number or text that ends in `.0`. */
export function integerField(options: IntegerOptions = {}): Field<number | bigint, unknown> {
  const { minValue, maxValue } = options
  const checks: Check<number | bigint>[] = []
  if (maxValue !== undefined) {
    const message = `Ensure this value is less than or equal to ${maxValue}.`
    checks.push((value) => (value > maxValue ? message : null))
  }
  if (minValue !== undefined) {
    const message = `Ensure this value is greater than or equal to ${minValue}.`
    checks.push((value) => (value < minValue ? message : null))
  }
  return makeField(options, {
    type: 'integer',
    metadata: {
      ...(minValue === undefined ? {} : { min_value: minValue }),
      ...(maxValue === undefined ? {} : { max_value: maxValue }),
    },
    parse(value) {
      if (typeof value === 'number' || typeof value === 'bigint') return checked(value, checks)
      if (typeof value === 'string' && isTooLong(value)) return refuse(TOO_LONG)
      const number = toInt(str(value).replace(ZERO_FRACTION, ''))
      return number === null ? refuse('A valid integer is required.') : checked(number, checks)
    },
  })
}

const ZERO_FRACTION = new RegExp(String.raw`\.0*[${SPACE}]*$`)

const isTooLong = (text: string) => text.length > LONGEST && length(text) > LONGEST

export interface DecimalOptions extends FieldOptions {
  /** How many digits there may be in all; null for any number of them. */
  maxDigits: number | null
  /** How many of them after the point, and how many are shown; null to leave the number as it came. */
  decimalPlaces: number | null
}

/** An exact decimal number, given on as text: `12.500`, `1E+5`. */
export function decimalField(options: DecimalOptions): Field<string | null, unknown> {
  const { maxDigits, decimalPlaces, allowNull } = options
  return makeField(options, {
    type: 'decimal',
    metadata: {
      ...(maxDigits === null ? {} : { max_digits: maxDigits }),
      ...(decimalPlaces === null ? {} : { decimal_places: decimalPlaces }),
    },
    parse(value) {
      const text = strip(str(value))
      if (text === '' && allowNull) return accept(null)
      return readDecimal(text, options)
    },
  })
}

function readDecimal(text: string, options: DecimalOptions): Settled<string | null> {
  if (isTooLong(text)) return refuse(TOO_LONG)
  const number = parseDecimal(text)
  if (!number) return refuse('A valid number is required.')
  const message = checkDigits(number, options)
  if (message) return refuse(message)
  const { decimalPlaces } = options
  const scaled = decimalPlaces === null ? number : rescale(number, decimalPlaces)
  // Written out, 1e999999999 would fill the memory.
  if (Math.abs(scaled.exponent) > LONGEST) return refuse(TOO_LONG)
  return accept(written(scaled))
}

function checkDigits(number: DecimalNumber, options: DecimalOptions): string | null {
  const { maxDigits, decimalPlaces } = options
  const count = number.digits.length
  const places = Math.max(0, -number.exponent)
  const total = number.exponent >= 0 ? count + number.exponent : Math.max(count, places)
  const whole = total - places
  if (maxDigits !== null && total > maxDigits) return moreThan(maxDigits, 'digits in total')
  if (decimalPlaces === null) return null
  if (places > decimalPlaces) return moreThan(decimalPlaces, 'decimal places')
  if (maxDigits !== null && whole > maxDigits - decimalPlaces) {
    return moreThan(maxDigits - decimalPlaces, 'digits before the decimal point')
  }
  // Without a limit of its own the number still has to fit the precision it is kept with.
  const kept = whole + decimalPlaces
  return maxDigits === null && kept > MOST_DIGITS ? moreThan(MOST_DIGITS, 'digits in total') : null
}

const moreThan = (most: number, what: string) =>
  `Ensure that there are no more than ${most} ${what}.`
