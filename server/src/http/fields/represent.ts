import { MOST_DIGITS, parseDecimal, plain, rescale } from '../../lib/decimal.ts'

/** A stored moment as the API shows it: without its fraction if that is zero. */
export const formatDateTime = (stored: string): string => stored.replace('.000000Z', 'Z')

/** A duration in microseconds as the API shows it: `1 02:03:04.250000`, `00:00:00`, `-1 23:00:00`. */
export function formatDuration(micros: number | bigint): string {
  const total = BigInt(micros)
  const day = 86_400_000_000n
  const within = ((total % day) + day) % day
  const days = (total - within) / day
  const seconds = within / 1_000_000n
  const clock = [seconds / 3600n, (seconds / 60n) % 60n, seconds % 60n].map((part) => pad(part, 2))
  const fraction = within % 1_000_000n
  return `${days === 0n ? '' : `${days} `}${clock.join(':')}${fraction ? `.${pad(fraction, 6)}` : ''}`
}

const pad = (value: bigint, length: number) => String(value).padStart(length, '0')

/** No number is written out whose exponent is larger. */
const FURTHEST = 1000

/** A stored number as the API shows it, with its decimal places; null if it does not fit them. */
export function formatDecimal(
  value: string,
  { maxDigits, decimalPlaces }: { maxDigits: number | null; decimalPlaces: number | null },
): string | null {
  const number = parseDecimal(value)
  if (!number || Math.abs(number.exponent) > FURTHEST) return null
  if (decimalPlaces === null) return plain(number)
  const scaled = rescale(number, decimalPlaces)
  return scaled.digits.length > (maxDigits ?? MOST_DIGITS) ? null : plain(scaled)
}
