import {
  dayOfYear,
  daysInMonth,
  isLeapYear,
  isoText,
  isoWeek,
  type Moment,
  unixSeconds,
  weekDay,
} from './moment.ts'

const MONTHS =
  'January February March April May June July August September October November December'.split(' ')
const PRESS_MONTHS = 'Jan. Feb. March April May June July Aug. Sept. Oct. Nov. Dec.'.split(' ')
const DAYS = 'Monday Tuesday Wednesday Thursday Friday Saturday Sunday'.split(' ')

/** Formats that have a name; every other text is a format itself. */
const NAMED = new Map([
  ['DATE_FORMAT', 'N j, Y'],
  ['DATETIME_FORMAT', 'N j, Y, P'],
  ['TIME_FORMAT', 'P'],
  ['YEAR_MONTH_FORMAT', 'F Y'],
  ['MONTH_DAY_FORMAT', 'F j'],
  ['SHORT_DATE_FORMAT', 'm/d/Y'],
  ['SHORT_DATETIME_FORMAT', 'm/d/Y P'],
])

const two = (value: number) => String(value).padStart(2, '0')
const at = (names: readonly string[], index: number) => names[index] ?? ''
const short = (name: string) => name.slice(0, 3)
const hour12 = ({ hour }: Moment) => hour % 12 || 12
const half = ({ hour }: Moment) => (hour > 11 ? 'p.m.' : 'a.m.')

const clock = (time: Moment) =>
  time.minute === 0 ? String(hour12(time)) : `${hour12(time)}:${two(time.minute)}`

function pressTime(time: Moment): string {
  if (time.minute === 0 && time.hour === 0) return 'midnight'
  if (time.minute === 0 && time.hour === 12) return 'noon'
  return `${clock(time)} ${half(time)}`
}

function ordinal({ day }: Moment): string {
  if (day >= 11 && day <= 13) return 'th'
  return at(['th', 'st', 'nd', 'rd'], day % 10) || 'th'
}

const mailDate = (time: Moment) => {
  const date = `${two(time.day)} ${short(at(MONTHS, time.month - 1))} ${year4(time.year)}`
  const clockTime = `${two(time.hour)}:${two(time.minute)}:${two(time.second)}`
  return `${short(at(DAYS, weekDay(time)))}, ${date} ${clockTime} +0000`
}

const year4 = (year: number) => String(year).padStart(4, '0')

type Part = (time: Moment) => string | number

const TIME_PARTS: Record<string, Part> = {
  a: half,
  A: (time) => (time.hour > 11 ? 'PM' : 'AM'),
  e: () => 'UTC',
  f: clock,
  g: hour12,
  G: ({ hour }) => hour,
  h: (time) => two(hour12(time)),
  H: ({ hour }) => two(hour),
  i: ({ minute }) => two(minute),
  O: () => '+0000',
  P: pressTime,
  s: ({ second }) => two(second),
  T: () => 'UTC',
  u: ({ microsecond }) => String(microsecond).padStart(6, '0'),
  Z: () => 0,
}

const DATE_PARTS: Record<string, Part> = {
  b: ({ month }) => short(at(MONTHS, month - 1)).toLowerCase(),
  c: (time) => isoText(time),
  d: ({ day }) => two(day),
  D: (time) => short(at(DAYS, weekDay(time))),
  E: ({ month }) => at(MONTHS, month - 1),
  F: ({ month }) => at(MONTHS, month - 1),
  I: () => 0,
  j: ({ day }) => day,
  l: (time) => at(DAYS, weekDay(time)),
  L: (time) => (isLeapYear(time) ? 'True' : 'False'),
  m: ({ month }) => two(month),
  M: ({ month }) => short(at(MONTHS, month - 1)),
  n: ({ month }) => month,
  N: ({ month }) => at(PRESS_MONTHS, month - 1),
  o: (time) => isoWeek(time).year,
  r: mailDate,
  S: ordinal,
  t: daysInMonth,
  U: unixSeconds,
  w: (time) => (weekDay(time) + 1) % 7,
  W: (time) => isoWeek(time).week,
  y: ({ year }) => two(year % 100),
  Y: ({ year }) => year4(year),
  z: dayOfYear,
}

const PARTS: Record<string, Part> = { ...TIME_PARTS, ...DATE_PARTS }
const LETTERS = /(?<!\\)([aAbcdDeEfFgGhHiIjlLmMnNoOPrsStTUuwWyYzZ])/

/** A format's pieces: plain text and, at every odd place, the letter of a part. */
export const formatPieces = (format: string): string[] =>
  (NAMED.get(format) ?? format)
    .split(LETTERS)
    .map((piece, index) => (index % 2 === 1 ? piece : piece.replace(/\\(.)/g, '$1')))

/** Whether a letter stands for a part of the time of day. */
export const isTimePart = (letter: string): boolean => Object.hasOwn(TIME_PARTS, letter)

/** Writes a moment in PHP's letters: `Y-m-d H:i`, or the name of a usual format. */
export const formatMoment = (time: Moment, format: string): string =>
  formatPieces(format)
    .map((piece, index) => (index % 2 === 1 ? PARTS[piece]?.(time) : piece))
    .join('')
