/** A moment in UTC, taken apart; months count from 1. */
export interface Moment {
  readonly type: 'moment'
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly microsecond: number
}

const ISO = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?Z$/

/** A time as the database has it (`2025-02-01T10:00:00.000000Z`), for use in templates. */
export function moment(iso: string): Moment {
  const [, ...parts] = ISO.exec(iso) ?? []
  const [year = 1, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts.map(Number)
  const microsecond = Number((parts[6] ?? '').padEnd(6, '0'))
  return { type: 'moment', year, month, day, hour, minute, second, microsecond }
}

const two = (value: number) => String(value).padStart(2, '0')

/** `2025-02-01T10:00:00+00:00`, with a fraction only where there is one. */
export function isoText(at: Moment, between = 'T'): string {
  const date = `${String(at.year).padStart(4, '0')}-${two(at.month)}-${two(at.day)}`
  const fraction = at.microsecond === 0 ? '' : `.${String(at.microsecond).padStart(6, '0')}`
  return `${date}${between}${two(at.hour)}:${two(at.minute)}:${two(at.second)}${fraction}+00:00`
}

/** The moment as a list or a dictionary shows it. */
export function sourceText(at: Moment): string {
  const parts = [at.year, at.month, at.day, at.hour, at.minute]
  if (at.second !== 0 || at.microsecond !== 0) parts.push(at.second)
  if (at.microsecond !== 0) parts.push(at.microsecond)
  return `datetime.datetime(${parts.join(', ')}, tzinfo=datetime.timezone.utc)`
}

const DAY = 86_400_000

/** Days since 1970. */
const dayNumber = (year: number, month: number, day: number): number =>
  new Date(0).setUTCFullYear(year, month - 1, day) / DAY

/** 0 for Monday to 6 for Sunday. */
export const weekDay = ({ year, month, day }: Moment): number =>
  (((dayNumber(year, month, day) + 3) % 7) + 7) % 7

/** The ISO week and its year: a week belongs to the year that its Thursday is in. */
export function isoWeek(at: Moment): { year: number; week: number } {
  const thursday = dayNumber(at.year, at.month, at.day) + 3 - weekDay(at)
  const year = new Date(thursday * DAY).getUTCFullYear()
  return { year, week: Math.floor((thursday - dayNumber(year, 1, 1)) / 7) + 1 }
}

export const dayOfYear = ({ year, month, day }: Moment): number =>
  dayNumber(year, month, day) - dayNumber(year, 1, 1) + 1

export const daysInMonth = ({ year, month }: Moment): number =>
  dayNumber(year, month + 1, 1) - dayNumber(year, month, 1)

export const isLeapYear = ({ year }: Moment): boolean =>
  dayNumber(year + 1, 1, 1) - dayNumber(year, 1, 1) === 366

/** Seconds since 1970, without their fraction. */
export const unixSeconds = (at: Moment): number =>
  Math.trunc(
    dayNumber(at.year, at.month, at.day) * 86_400 +
      at.hour * 3600 +
      at.minute * 60 +
      at.second +
      at.microsecond / 1e6,
  )
