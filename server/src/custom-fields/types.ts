import type { CustomFieldRow } from '../db/schema.ts'
import { booleanField, choiceField } from '../http/fields/choice.ts'
import type { Field, FieldOptions } from '../http/fields/field.ts'
import { emailField, ipAddressField, slugField, urlField } from '../http/fields/network.ts'
import { decimalField, integerField } from '../http/fields/number.ts'
import { formatDateTime, formatDecimal } from '../http/fields/represent.ts'
import { charField } from '../http/fields/text.ts'
import { dateField, dateTimeField, timeField } from '../http/fields/time.ts'
import { jsonNumber } from '../http/json.ts'
import { toInt } from '../lib/python.ts'
import { choicesOf } from './choices.ts'

/** How one type of custom field is read, kept as text, and shown. */
export interface DataType {
  field: (row: CustomFieldRow, options: FieldOptions) => Field<unknown, unknown>
  /** What is kept for a new ticket that says nothing of the field. */
  absent: string | null
  /** A value that was read, as it is kept. */
  store: (value: unknown) => string
  /** What was kept, as it is shown: null if it cannot be read as this type. */
  show: (stored: string, row: CustomFieldRow) => unknown
  /** A value that was read just now, as the answer to the change shows it. */
  echo: (value: unknown, row: CustomFieldRow) => unknown
}

const asIs = (stored: string): unknown => stored
const unlessEmpty = (stored: string) => (stored === '' ? null : stored)
const sameValue = (value: unknown) => value

const text: Omit<DataType, 'field'> = { absent: '', store: String, show: asIs, echo: sameValue }
const moment: Omit<DataType, 'field'> = {
  absent: null,
  store: String,
  show: unlessEmpty,
  echo: sameValue,
}

// Years before 1000 are kept without their zeros, as the C library's strftime writes them.
const withoutZeros = (iso: string) => iso.replace(/^0{1,3}/, '')

/** The data types by their names, as django-helpdesk has them. */
export const DATA_TYPES: Record<string, DataType> = {
  varchar: {
    ...text,
    field: (row, options) => charField({ ...options, maxLength: row.max_length }),
  },
  text: { ...text, field: (row, options) => charField({ ...options, maxLength: row.max_length }) },
  email: { ...text, field: (_row, options) => emailField(options) },
  url: { ...text, field: (_row, options) => urlField(options) },
  slug: { ...text, field: (_row, options) => slugField(options) },
  ipaddress: { ...text, field: (_row, options) => ipAddressField(options) },
  list: { ...text, field: (row, options) => choiceField({ ...options, choices: choicesOf(row) }) },
  integer: {
    ...moment,
    field: (_row, options) => integerField(options),
    show: (stored) => shownInteger(toInt(stored)),
    echo: (value) => shownInteger(value as number | bigint),
  },
  decimal: {
    ...moment,
    field: (row, options) => decimalField({ ...options, ...digitsOf(row) }),
    show: (stored, row) => formatDecimal(stored, digitsOf(row)),
    echo: (value, row) => formatDecimal(String(value), digitsOf(row)),
  },
  boolean: {
    field: (_row, options) => booleanField(options),
    absent: 'False',
    store: (value) => (value ? 'True' : 'False'),
    show: (stored) => !FALSE.includes(stored.toLowerCase()),
    echo: sameValue,
  },
  date: {
    ...moment,
    field: (_row, options) => dateField(options),
    store: (value) => withoutZeros(String(value)),
  },
  time: {
    ...moment,
    field: (_row, options) => timeField(options),
    store: (value) => String(value).slice(0, 8),
  },
  datetime: {
    ...moment,
    field: (_row, options) => dateTimeField(options),
    store: (value) => withoutZeros(String(value).slice(0, '2022-04-11T10:20'.length)),
    echo: (value) => formatDateTime(String(value)),
  },
}

const FALSE = ['', 'f', 'n', 'no', 'false', 'off', '0']

const shownInteger = (value: number | bigint | null) => (value === null ? null : jsonNumber(value))

const digitsOf = (row: CustomFieldRow) => ({
  maxDigits: row.max_length,
  decimalPlaces: row.decimal_places,
})
