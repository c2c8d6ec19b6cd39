interface Moment {
  seconds: number
  micros: number
  date: Date
}

const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const CHUNKS = [
  [7 * DAY, 'week'],
  [DAY, 'day'],
  [HOUR, 'hour'],
  [MINUTE, 'minute'],
] as const

// February always counts as 28 days, in leap years too: clients know these texts.
const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** Says in words how far `value` is from `now`: "now", "2 hours ago", "1 year, 3 months from now". */
export function naturalTime(value: Date | string, now: Date | string): string {
  const [then, present] = [momentOf(value), momentOf(now)]
  const past = secondsBetween(then, present) >= 0
  const [from, to] = past ? [then, present] : [present, then]
  const text = distance(from, to)
  if (text === 'now') return text
  return past ? `${text} ago` : `${text} from now`
}

function momentOf(value: Date | string): Moment {
  const date = typeof value === 'string' ? new Date(value) : value
  const digits = typeof value === 'string' ? (/\.(\d+)/.exec(value)?.[1] ?? '') : null
  const seconds = Math.floor(date.getTime() / 1000)
  const micros =
    digits === null ? date.getMilliseconds() * 1000 : Number(digits.padEnd(6, '0').slice(0, 6))
  return { seconds, micros, date: new Date(seconds * 1000) }
}

/** Whole seconds, rounded down: half a second in the past is 0, half a second in the future is -1. */
function secondsBetween(from: Moment, to: Moment): number {
  return to.seconds - from.seconds - (to.micros < from.micros ? 1 : 0)
}

function distance(from: Moment, to: Moment): string {
  const seconds = secondsBetween(from, to)
  if (seconds < 1) return 'now'
  if (seconds < MINUTE) return single(seconds, 'a', 'second')
  if (seconds < HOUR) return single(Math.floor(seconds / MINUTE), 'a', 'minute')
  if (seconds < DAY) return single(Math.floor(seconds / HOUR), 'an', 'hour')
  return twoLargestUnits(from, to)
}

function single(count: number, article: string, unit: string): string {
  return count === 1 ? `${article} ${unit}` : counted(count, unit)
}

/** The largest unit, and the one right below it unless that is zero: "1 year" and not "1 year, 2 days". */
function twoLargestUnits(from: Moment, to: Moment): string {
  const months = wholeMonths(from, to)
  const parts = [counted(Math.floor(months / 12), 'year'), counted(months % 12, 'month')]
  const start = months > 0 ? monthsLater(from.date, months) : from.date
  let rest = to.seconds - start.getTime() / 1000
  if (months === 0) rest = secondsBetween(from, to)
  for (const [length, unit] of CHUNKS) {
    parts.push(counted(Math.floor(rest / length), unit))
    rest %= length
  }
  const largest = parts.findIndex((part) => part !== '')
  return parts
    .slice(largest, largest + 2)
    .filter((part) => part !== '')
    .join(', ')
}

function wholeMonths(from: Moment, to: Moment): number {
  const [a, b] = [from.date, to.date]
  const months = (b.getUTCFullYear() - a.getUTCFullYear()) * 12 + b.getUTCMonth() - a.getUTCMonth()
  const intoMonth = ({ date, seconds, micros }: Moment) =>
    date.getUTCDate() * DAY + (((seconds % DAY) + DAY) % DAY) + micros / 1e6
  return intoMonth(from) > intoMonth(to) ? months - 1 : months
}

function monthsLater(date: Date, months: number): Date {
  const month = date.getUTCMonth() + months
  const later = new Date(date)
  later.setUTCFullYear(
    date.getUTCFullYear() + Math.floor(month / 12),
    month % 12,
    Math.min(date.getUTCDate(), MONTH_DAYS[month % 12] ?? 31),
  )
  return later
}

/** A number never parts from its unit at the end of a line: the space between is U+00A0. */
function counted(count: number, unit: string): string {
  if (count === 0) return ''
  return `${count}\u00a0${unit}${count === 1 ? '' : 's'}`
}
