import { asciiDigits } from './python.ts'

/** How many days a duration may have, either way. */
export const MOST_DAYS = 999_999_999n

const SECOND = 1_000_000
const UNITS = { days: 86_400 * SECOND, hours: 3600 * SECOND, minutes: 60 * SECOND, seconds: SECOND }
type Unit = keyof typeof UNITS

/** `1 02:03:04.5`, `1 day, 2:03:04`, `90` (seconds), `-01:00`. */
const CLOCK =
  /^(?:(?<days>-?[0-9]+) (?:days?, )?)?(?<sign>-?)(?:(?<hours>[0-9]+):(?=[0-9]+:[0-9]+))?(?:(?<minutes>[0-9]+):)?(?<seconds>[0-9]+)(?:[.,](?<fraction>[0-9]{1,6})[0-9]{0,6})?\n?$/
/** `P1DT2H30M`, `-PT0.5S`. */
const ISO =
  /^(?<sign>[-+]?)P(?:(?<days>[0-9]+(?:[.,][0-9]+)?)D)?(?:T(?:(?<hours>[0-9]+(?:[.,][0-9]+)?)H)?(?:(?<minutes>[0-9]+(?:[.,][0-9]+)?)M)?(?:(?<seconds>[0-9]+(?:[.,][0-9]+)?)S)?)?\n?$/
/** `3 days 04:05:06`, `-04:05:06`, as PostgreSQL writes them; nothing at all is no time at all. */
const INTERVAL =
  /^(?:(?<days>-?[0-9]+) days? ?)?(?:(?<sign>[-+])?(?<hours>[0-9]+):(?<minutes>[0-9]{2}):(?<seconds>[0-9]{2})(?:\.(?<fraction>[0-9]{1,6}))?)?\n?$/

/** Reads a duration as microseconds. Null if it is none. */
export function parseDuration(text: string): bigint | 'out of range' | null {
  const plain = asciiDigits(text)
  const match = CLOCK.exec(plain) ?? ISO.exec(plain) ?? INTERVAL.exec(plain)
  const parts = match?.groups
  if (!parts) return null
  const sign = parts['sign'] === '-' ? -1n : 1n
  const days = sum([['days', parts['days']]])
  const rest = sum(
    [
      ['seconds', parts['seconds']],
      ['minutes', parts['minutes']],
      ['hours', parts['hours']],
    ],
    BigInt((parts['fraction'] ?? '').padEnd(6, '0')),
  )
  if (days === null || rest === null) return 'out of range'
  const total = (plain.includes('P') ? sign * days : days) + sign * rest
  return [days, sign * rest, total].every(isInRange) ? total : 'out of range'
}

const DAY = BigInt(UNITS.days)
const isInRange = (micros: bigint) => micros >= -MOST_DAYS * DAY && micros < (MOST_DAYS + 1n) * DAY

/** Adds the parts up exactly; what is left below a microsecond is rounded once, halves to even. */
function sum(parts: [Unit, string | undefined][], micros = 0n): bigint | null {
  let total = micros
  let left = 0
  for (const [unit, text] of parts) {
    const value = Number((text ?? '0').replace(',', '.'))
    const whole = Math.trunc(value)
    if (!Number.isFinite(whole)) return null
    const fraction = (value - whole) * UNITS[unit]
    total += BigInt(whole) * BigInt(UNITS[unit]) + BigInt(Math.trunc(fraction))
    left += fraction - Math.trunc(fraction)
  }
  return total + BigInt(roundHalf(left, total % 2n === 0n))
}

function roundHalf(value: number, evenBefore: boolean): number {
  if (Math.abs(value - Math.trunc(value)) !== 0.5) return Math.round(value)
  const below = Math.floor(value)
  return (below % 2 === 0) === evenBefore ? below : below + 1
}
