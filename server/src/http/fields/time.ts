import { parseDuration, MOST_MICROSECONDS } from '../../lib/duration.ts'
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

/** A span of time, given on in microseconds. Numbers are seconds. */
export const durationField = (options: FieldOptions = {}): Field<number | bigint, unknown> =>
  makeField(options, {
    type: 'duration',
    metadata: {},
    parse(value) {
      const span = parseDuration(str(value))
      if (span === null) return wrong('Duration', DURATION_FORMATS)
      return span === 'out of range' ? refuse(outOfRange()) : accept(span)
    },
  })

function outOfRange(): string {
  const days = MOST_MICROSECONDS / 86_400_000_000n
  return `The number of days must be between -${days} and ${days}.`
}
