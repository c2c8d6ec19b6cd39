import { dateField, dateTimeField } from '../fields/time.ts'

/** How a filter compares: `created__gte=…` is the operator `gte`, a name alone is `is`. */
export type Operator =
  | 'is'
  | 'not'
  | 'gt'
  | 'gte'
  | 'lt'
  | 'lte'
  | 'isnull'
  | 'contains'
  | 'words'
  | 'startswith'

export type FilterValue = string | number | boolean

/** A field that a list can be narrowed by. */
export interface Filter {
  /** The column that is compared: never one that this person may not see the values of. */
  column: string
  operators: readonly Operator[]
  /** Undefined where the text makes no sense. */
  read: (text: string) => FilterValue | undefined
  /** What the text has to be: "a whole number". */
  expected: string
  /** Whether `1,2,3` means any of these. */
  isList: boolean
  /** Where the column is one of another table, which links rows: see byLinks. */
  links?: Links
}

/** A table that links rows to others: `owner` there is the `id` here. */
export interface Links {
  table: string
  owner: string
  id: string
}

const ORDERED = ['is', 'not', 'gt', 'gte', 'lt', 'lte', 'isnull'] as const
const LARGEST = 2_147_483_647

/** A whole number: `?size=5`, `?size__gte=5`. */
export const byNumber = (column: string): Filter => ({
  column,
  operators: ORDERED,
  read: wholeNumber,
  expected: 'a whole number',
  isList: true,
})

/** The same where there may be more than an id can be: `?size__gte=5000000000`. */
export const byLargeNumber = (column: string): Filter => ({
  ...byNumber(column),
  read: (text) => (/^-?[0-9]{1,15}$/.test(text) ? Number(text) : undefined),
})

/** The id of another row: `?queue=1,2`, `?assigned_to__isnull=true`. */
export const byReference = (column: string): Filter => ({
  ...byNumber(column),
  operators: ['is', 'not', 'isnull'],
  expected: 'an id, or several with commas between them',
})

/**
 * The ids of rows that this one is linked to. One that is linked to none stands for all of them, and
 * is found by each; `__isnull=true` finds these alone.
 */
export const byLinks = (column: string, links: Links): Filter => ({
  ...byReference(column),
  operators: ['is', 'isnull'],
  links,
})

/** Text: `?title=…` for all of it, `__contains` and `__startswith` for a part, in any case. */
export const byText = (column: string): Filter => ({
  column,
  operators: ['is', 'not', 'contains', 'startswith', 'isnull'],
  read: (text) => (text.includes('\0') || !text.isWellFormed() ? undefined : text),
  expected: 'text without null characters',
  isList: false,
})

export const byFlag = (column: string): Filter => ({
  column,
  operators: ['is'],
  read: readFlag,
  expected: 'true or false',
  isList: false,
})

/** A time in UTC, or a day: `?created__gte=2026-01-01`, `?due_date__lt=2026-01-01T12:00:00Z`. */
export const byTime = (column: string): Filter => ({
  column,
  operators: ORDERED,
  read: isoTime,
  expected: 'a time such as 2026-01-31T12:00:00Z, or a day such as 2026-01-31',
  isList: false,
})

/** One of a few values, by itself or by its name in any case: `?status=Open,3`. */
export const byChoice = <T extends FilterValue>(
  column: string,
  choices: readonly (readonly [value: T, name: string])[],
): Filter => ({
  column,
  operators: ['is', 'not'],
  read: (text) => {
    const word = text.toLowerCase()
    return choices.find(([value, name]) => [String(value), name.toLowerCase()].includes(word))?.[0]
  },
  expected: `one of ${choices.map(([, name]) => name).join(', ')}`,
  isList: true,
})

/** A day: `?date__gte=2026-01-01`. */
export const byDay = (column: string): Filter => ({
  column,
  operators: ORDERED,
  read: isoDay,
  expected: 'a day such as 2026-01-31',
  isList: false,
})

const dateTime = dateTimeField()
const day = dateField()

/** The API's own reading of times, so that what it gives can be asked for. */
function isoTime(text: string): string | undefined {
  const read = dateTime.parse(text, undefined)
  return 'ok' in read && read.ok ? read.value : undefined
}

function isoDay(text: string): string | undefined {
  const read = day.parse(text, undefined)
  return 'ok' in read && read.ok ? read.value : undefined
}

function wholeNumber(text: string): number | undefined {
  if (!/^-?[0-9]{1,10}$/.test(text)) return undefined
  const number = Number(text)
  return Math.abs(number) <= LARGEST ? number : undefined
}

export function readFlag(text: string): boolean | undefined {
  if (['true', '1'].includes(text.toLowerCase())) return true
  return ['false', '0'].includes(text.toLowerCase()) ? false : undefined
}
