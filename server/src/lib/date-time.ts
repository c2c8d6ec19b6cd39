import {
  type CalendarDate,
  type ClockTime,
  type Offset,
  checkDate,
  checkTime,
  parseIsoDate,
  parseIsoDateTime,
  parseIsoTime,
} from './iso-time.ts'
import { SPACE, asciiDigits } from './python.ts'

const CLOCK = String.raw`([0-9]{1,2}):([0-9]{1,2})(?::([0-9]{1,2})(?:[.,]([0-9]{1,6})[0-9]{0,6})?)?`
const DATE = String.raw`([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})`
const LOOSE_DATE = new RegExp(String.raw`^${DATE}\n?$`)
const LOOSE_TIME = new RegExp(String.raw`^${CLOCK}\n?$`)
const LOOSE_DATE_TIME = new RegExp(
  String.raw`^${DATE}[T ]${CLOCK}[${SPACE}]*(Z|([+-])([0-9]{2})(?::?([0-9]{2}))?)?\n?$`,
)

/** Reads a day as `2025-02-01`; also takes `2025-2-1` and the forms of ISO 8601. Null if it is none. */
export function readDate(text: string): string | null {
  const date = parseIsoDate(text) ?? looseDate(LOOSE_DATE.exec(asciiDigits(text)))
  return date && dateText(date)
}

/** Reads a time of day as `10:20:30` or `10:20:30.500000`. Null if it is none. */
export function readTime(text: string): string | null {
  const time = parseIsoTime(text) ?? looseTime(LOOSE_TIME.exec(asciiDigits(text))?.slice(1))
  return time && timeText(time)
}

/** Reads a moment in the form it is stored in. Without an offset it is UTC. */
export function readDateTime(text: string): string | 'out of range' | null {
  const found = parseIsoDateTime(text) ?? looseDateTime(asciiDigits(text))
  if (!found) return null
  const { microseconds = 0, seconds = 0 } = found.offset ?? {}
  const whole = new Date(0)
  whole.setUTCFullYear(found.year, found.month - 1, found.day)
  const micro = found.microsecond - microseconds
  const carried = Math.floor(micro / 1_000_000)
  whole.setUTCHours(found.hour, found.minute, found.second - seconds + carried)
  const year = whole.getUTCFullYear()
  if (year < 1 || year > 9999) return 'out of range'
  return `${whole.toISOString().slice(0, 19)}.${pad(micro - carried * 1_000_000, 6)}Z`
}

const pad = (value: number, length: number) => String(value).padStart(length, '0')

const dateText = ({ year, month, day }: CalendarDate): string =>
  `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`

function timeText({ hour, minute, second, microsecond }: ClockTime): string {
  const whole = `${pad(hour, 2)}:${pad(minute, 2)}:${pad(second, 2)}`
  return microsecond === 0 ? whole : `${whole}.${pad(microsecond, 6)}`
}

function looseDate(match: RegExpExecArray | null): CalendarDate | null {
  if (!match) return null
  const [year = 0, month = 0, day = 0] = match.slice(1, 4).map(Number)
  return checkDate({ year, month, day })
}

function looseTime(parts: (string | undefined)[] | undefined): ClockTime | null {
  if (!parts) return null
  const [hour, minute, second = '0', fraction = ''] = parts
  return checkTime({
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
    microsecond: Number(fraction.padEnd(6, '0')),
  })
}

function looseDateTime(text: string): (CalendarDate & ClockTime & { offset: Offset }) | null {
  const match = LOOSE_DATE_TIME.exec(text)
  const date = looseDate(match)
  const time = looseTime(match?.slice(4, 8))
  if (!match || !date || !time) return null
  const [zone, sign, hours, minutes] = match.slice(8)
  if (!zone) return { ...date, ...time, offset: null }
  const seconds = zone === 'Z' ? 0 : Number(hours) * 3600 + Number(minutes ?? 0) * 60
  if (seconds >= 86_400) return null
  return {
    ...date,
    ...time,
    offset: { seconds: sign === '-' ? -seconds : seconds, microseconds: 0 },
  }
}
