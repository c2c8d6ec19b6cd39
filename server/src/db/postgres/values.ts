import { types } from 'pg'

/** PostgreSQL's numbers for the types whose values the code sees in a form of its own. */
const INT8 = 20
const NUMERIC = 1700
const TIMESTAMPTZ = 1184

/** "2025-02-01 10:00:00.5+00", as the settings of a connection make it. */
const MOMENT = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?\+00$/

/** A time as both engines give it. What is none of ours ("infinity") stays what it is. */
export function storedTime(text: string): string {
  const match = MOMENT.exec(text)
  if (!match) return text
  const [, date, clock, fraction = ''] = match
  return `${date}T${clock}.${fraction.padEnd(6, '0')}Z`
}

/** A whole number, a bigint only where a number would lose digits; what has a fraction stays text. */
export function wholeNumber(text: string): number | bigint | string {
  const number = Number(text)
  if (Number.isSafeInteger(number)) return number
  return /^-?\d+$/.test(text) ? BigInt(text) : text
}

const readers: Record<number, (text: string) => unknown> = {
  [INT8]: wholeNumber,
  [NUMERIC]: wholeNumber,
  [TIMESTAMPTZ]: storedTime,
}

/** How `pg` is to read values: one row type for both engines. */
export const valueTypes = {
  getTypeParser: ((type: number, format?: 'text' | 'binary') =>
    readers[type] ?? types.getTypeParser(type, format as 'text')) as typeof types.getTypeParser,
}
