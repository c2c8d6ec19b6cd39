import { expect, test } from 'vitest'
import { Float } from '../../lib/value.ts'
import { dateField, dateTimeField, durationField, timeField } from './time.ts'

const refused = (...errors: string[]) => ({ ok: false, errors })
const taken = (value: unknown) => ({ ok: true, value })

test('days, times and moments say which formats they take', () => {
  const use = 'has wrong format. Use one of these formats instead:'
  expect(dateField().parse('x', null)).toEqual(refused(`Date ${use} YYYY-MM-DD.`))
  expect(timeField().parse(1020, null)).toEqual(refused(`Time ${use} hh:mm[:ss[.uuuuuu]].`))
  expect(dateTimeField().parse(true, null)).toEqual(
    refused(`Datetime ${use} YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z].`),
  )
  expect(durationField().parse('x', null)).toEqual(
    refused(`Duration ${use} [DD] [HH:[MM:]]ss[.uuuuuu].`),
  )
})

test('a moment is given on as it is stored', () => {
  expect(dateTimeField().parse('2025-02-01T12:00+02:00', null)).toEqual(
    taken('2025-02-01T10:00:00.000000Z'),
  )
  expect(dateTimeField().parse('0001-01-01T00:00+01:00', null)).toEqual(
    refused('Datetime value out of range.'),
  )
})

test('a duration is given on in microseconds; numbers are seconds', () => {
  expect(durationField().parse('01:30:00', null)).toEqual(taken(5_400_000_000))
  expect(durationField().parse(90, null)).toEqual(taken(90_000_000))
  expect(durationField().parse(new Float(90.5), null)).toEqual(taken(90_500_000))
  expect(durationField().parse('200000 00:00:00', null)).toEqual(taken(17_280_000_000_000_000n))
})

test('a duration has to fit the calendar, and the database', () => {
  const days = (most: string) => refused(`The number of days must be between -${most} and ${most}.`)
  expect(durationField().parse('1000000000 00:00:00', null)).toEqual(days('999999999'))
  expect(durationField().parse('999999999 00:00:00', null)).toEqual(days('106751991'))
})
