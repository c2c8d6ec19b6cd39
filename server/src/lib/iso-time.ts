/**
 * Dates and times in the forms of ISO 8601 that the API takes: extended and basic, weeks, any
 * character between date and time, offsets down to microseconds.
 */

export interface CalendarDate {
  year: number
  month: number
  day: number
}

export interface ClockTime {
  hour: number
  minute: number
  second: number
  microsecond: number
}

/** Seconds and microseconds east of UTC; null where the text names no offset. */
export type Offset = { seconds: number; microseconds: number } | null

/** Where reading has come to in a text. */
interface Cursor {
  readonly text: string
  at: number
  readonly end: number
}

const NUL = '\0'
const peek = ({ text, at }: Cursor): string => text[at] ?? NUL
const isDigit = (char: string | undefined): boolean =>
  char !== undefined && char >= '0' && char <= '9'

/** Lengths and positions count bytes, so characters beyond ASCII are spread over as many units. */
const bytes = (text: string): string =>
  /[\u0080-\uffff]/.test(text) ? Buffer.from(text, 'utf8').toString('latin1') : text

/** Reads `2025-02-01`, `20250201`, `2025-W05-6` and the like. Null if it is none of them. */
export function parseIsoDate(text: string): CalendarDate | null {
  if (!text.isWellFormed()) return null
  const raw = bytes(text)
  if (![7, 8, 10].includes(raw.length)) return null
  return checkDate(readDate(raw, raw.length))
}

/** Reads a time of day, with or without a leading T; an offset is read, and dropped. */
export function parseIsoTime(text: string): ClockTime | null {
  if (!text.isWellFormed()) return null
  const raw = bytes(text)
  return readTime(raw, raw.startsWith('T') ? 1 : 0)?.time ?? null
}

/** Reads a date with a time, or a date alone, which means its midnight. */
export function parseIsoDateTime(
  text: string,
): (CalendarDate & ClockTime & { offset: Offset }) | null {
  if (!text.isWellFormed()) return null
  const raw = bytes(text)
  if (raw.length < 7) return null
  const separator = findSeparator(raw)
  const date = separator < 0 ? null : checkDate(readDate(raw, separator))
  if (!date) return null
  if (raw.length <= separator) return { ...date, ...MIDNIGHT, offset: null }
  const found = readTime(raw, separator + separatorSize(raw.charCodeAt(separator)))
  return found && { ...date, ...found.time, offset: found.offset }
}

const MIDNIGHT: ClockTime = { hour: 0, minute: 0, second: 0, microsecond: 0 }

function separatorSize(byte: number): number {
  if (byte < 0x80) return 1
  if (byte < 0xe0) return 2
  return byte < 0xf0 ? 3 : 4
}

/** The day if the calendar has it, in the years 1 to 9999. */
export function checkDate(date: CalendarDate | null): CalendarDate | null {
  if (!date || date.year < 1 || date.year > 9999 || date.month < 1 || date.month > 12) return null
  return date.day >= 1 && date.day <= daysIn(date.year, date.month) ? date : null
}

/** The time if the clock has it; there is no leap second. */
export function checkTime(time: ClockTime): ClockTime | null {
  return time.hour < 24 && time.minute < 60 && time.second < 60 ? time : null
}

const isLeap = (year: number) => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
const daysIn = (year: number, month: number): number =>
  month === 2 ? (isLeap(year) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31

function readDigits(cursor: Cursor, count: number): number | null {
  const digits = cursor.text.slice(cursor.at, cursor.at + count)
  if (digits.length < count || !/^[0-9]*$/.test(digits)) return null
  cursor.at += count
  return Number(digits)
}

/** What follows the last digit is not looked at: `20250201xx` is a date to the API. */
function readDate(text: string, end: number): CalendarDate | null {
  const cursor = { text, at: 0, end }
  const year = readDigits(cursor, 4)
  if (year === null) return null
  const dashed = peek(cursor) === '-'
  if (dashed) cursor.at++
  if (peek(cursor) === 'W') return readWeek(cursor, year, dashed)
  const month = readDigits(cursor, 2)
  if (month === null || (dashed && text[cursor.at++] !== '-')) return null
  const day = readDigits(cursor, 2)
  return day === null ? null : { year, month, day }
}

function readWeek(cursor: Cursor, year: number, dashed: boolean): CalendarDate | null {
  cursor.at++
  const week = readDigits(cursor, 2)
  if (week === null) return null
  if (cursor.at >= cursor.end) return fromWeek(year, week, 1)
  if (dashed && cursor.text[cursor.at++] !== '-') return null
  const day = readDigits(cursor, 1)
  return day === null ? null : fromWeek(year, week, day)
}

const DAY = 86_400_000
const utcDay = (year: number, month: number, day: number): number =>
  new Date(0).setUTCFullYear(year, month - 1, day)

/** Monday is 0. */
const weekday = (time: number): number => (new Date(time).getUTCDay() + 6) % 7

function fromWeek(year: number, week: number, day: number): CalendarDate | null {
  if (week < 1 || week > 53 || day < 1 || day > 7 || year < 1) return null
  const first = utcDay(year, 1, 1)
  // Only a year that starts on a Thursday, or a leap year on a Wednesday, has a week 53.
  const starts = weekday(first)
  if (week === 53 && starts !== 3 && !(starts === 2 && isLeap(year))) return null
  const monday = utcDay(year, 1, 4) - weekday(utcDay(year, 1, 4)) * DAY
  const found = new Date(monday + ((week - 1) * 7 + day - 1) * DAY)
  return {
    year: found.getUTCFullYear(),
    month: found.getUTCMonth() + 1,
    day: found.getUTCDate(),
  }
}

/** Where the date ends. A week's day and an hour look alike: then a dash is taken as the separator. */
function findSeparator(text: string): number {
  if (text.length === 7) return 7
  if (text[4] !== '-') return text[4] === 'W' ? afterBasicWeek(text) : 8
  if (text[5] !== 'W') return 10
  if (text.length < 8) return -1
  if (text.length === 8 || text[8] !== '-') return 8
  if (text.length === 9) return -1
  return text.length > 10 && isDigit(text[10]) ? 8 : 10
}

function afterBasicWeek(text: string): number {
  let at = 7
  while (isDigit(text[at])) at++
  if (at < 9) return at
  return at % 2 === 0 ? 7 : 8
}

function readTime(text: string, start: number): { time: ClockTime; offset: Offset } | null {
  let zone = start
  while (zone < text.length && !'+-Z'.includes(text.charAt(zone))) zone++
  const time = readClock({ text, at: start, end: zone }, zone < text.length)
  if (!time || !checkTime(time)) return null
  if (zone === text.length) return { time, offset: null }
  const sign = text[zone] === '-' ? -1 : 1
  if (text[zone] === 'Z') {
    return (text[zone + 1] ?? NUL) !== NUL
      ? null
      : { time, offset: { seconds: 0, microseconds: 0 } }
  }
  const east = readClock({ text, at: zone + 1, end: text.length }, false)
  if (!east) return null
  const seconds = east.hour * 3600 + east.minute * 60 + east.second
  if (seconds >= 86_400) return null
  return { time, offset: { seconds: sign * seconds, microseconds: sign * east.microsecond } }
}

/** Reads `HH[:MM[:SS[.ffffff]]]`, with or without colons. What stands before an offset may follow it. */
function readClock(cursor: Cursor, beforeOffset: boolean): ClockTime | null {
  const found: number[] = []
  let colons = true
  while (found.length < 3) {
    const value = readDigits(cursor, 2)
    if (value === null) return null
    found.push(value)
    const next = peek(cursor)
    cursor.at++
    if (found.length === 1) colons = next === ':'
    if (cursor.at >= cursor.end) {
      return next === NUL || beforeOffset ? clock(found, 0) : null
    }
    if (colons && next === ':') continue
    if (next === '.' || next === ',') break
    if (colons) return null
    cursor.at--
  }
  return readFraction(cursor, found, beforeOffset)
}

function readFraction(cursor: Cursor, found: number[], beforeOffset: boolean): ClockTime | null {
  const count = Math.min(cursor.end - cursor.at, 6)
  const value = readDigits(cursor, count)
  if (value === null) return null
  while (isDigit(cursor.text[cursor.at])) cursor.at++
  return peek(cursor) === NUL || beforeOffset ? clock(found, value * 10 ** (6 - count)) : null
}

const clock = ([hour = 0, minute = 0, second = 0]: number[], microsecond: number): ClockTime => ({
  hour,
  minute,
  second,
  microsecond,
})
