import { MOST_DAYS, parseDuration } from '../../lib/duration.ts'
import { readDate, readDateTime, readTime } from '../../lib/date-time.ts'
import { str } from '../../lib/value.ts'
import { type Field, type FieldOptions, accept, makeField, refuse } from './field.ts'

const DATE_FORMATS = 'YYYY-MM-DD'
const TIME_FORMATS = 'hh:mm[:ss[.uuuuuu]]'
const DATE_TIME_FORMATS = 'YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z]'
const DURATION_FORMATS = '[DD] [HH:[MM:]]ss[.uuuuuu]'

const wrong = (what: string, formats: string) =>
  refuse(`${what} has wrong format. Use one of these formats instead: ${formats}.`)

/** A day, given on as `2025-02-01`. */
export const dateField = (options: FieldOptions = {}): Field<string, unknown> =>
  makeField(options, {
    type: 'date',
    metadata: {},
    parse(value) {
      const date = typeof value === 'string' ? readDate(value) : null
      return date === null ? wrong('Date', DATE_FORMATS) : accept(date)
    },
  })

/** A time of day, given on as `10:20:30` or, where it has a fraction, `10:20:30.500000`. */
export const timeField = (options: FieldOptions = {}): Field<string, unknown> =>
  makeField(options, {
    type: 'time',
    metadata: {},
    parse(value) {
      const time = typeof value === 'string' ? readTime(value) : null
      return time === null ? wrong('Time', TIME_FORMATS) : accept(time)
    },
  })

/** A moment; without an offset it is UTC. Given on as it is stored, `2025-02-01T10:00:00.000000Z`. */
export const dateTimeField = (options: FieldOptions = {}): Field<string, unknown> =>
  makeField(options, {
    type: 'datetime',
    metadata: {},
    parse(value) {
      const moment = typeof value === 'string' ? readDateTime(value) : null
      if (moment === null) return wrong('Datetime', DATE_TIME_FORMATS)
      return moment === 'out of range' ? refuse('Datetime value out of range.') : accept(moment)
    },
  })

/** A span of time, given on in microseconds: a bigint where a number would lose some. */
export const durationField = (options: FieldOptions = {}): Field<number | bigint, unknown> =>
  makeField(options, {
    type: 'duration',
    metadata: {},
    parse(value) {
      const micros = parseDuration(str(value))
      if (micros === null) return wrong('Duration', DURATION_FORMATS)
      if (micros === 'out of range') return refuse(daysWithin(MOST_DAYS))
      if (BigInt.asIntN(64, micros) !== micros) return refuse(daysWithin(MOST_STORED_DAYS))
      const number = Number(micros)
      return accept(Number.isSafeInteger(number) ? number : micros)
    },
  })

/** What 64 bits of microseconds come to, as which a duration is stored. */
const MOST_STORED_DAYS = 106_751_991n

const daysWithin = (most: bigint) => `The number of days must be between -${most} and ${most}.`
