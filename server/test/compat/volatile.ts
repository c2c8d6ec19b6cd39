import { naturalTime } from '../../src/lib/natural-time.ts'
import type { Judge } from './differences.ts'
import { isObject, type Json, writeJson } from './json.ts'
import { isNowInAnswer, type Span } from './times.ts'

export interface Surroundings {
  /** The whole answer. */
  body: Json
  /** From the start of the scenario to this answer. */
  scenario: Span
  /** From this request to its answer. */
  request: Span
  /** A stored time of a ticket. */
  timeOf(ticketId: number, column: string): string | null | undefined
}

/** Judges the values whose paths are listed as volatile by what kind of value they are. */
export function judgeOf(kinds: ReadonlyMap<string, string>, around: Surroundings): Judge {
  return (path, expected, actual) => {
    const kind = kinds.get(path)
    if (kind === undefined) return undefined
    const wish = unmetWish(kind, { path, expected, actual }, around)
    return wish === null ? null : { at: path, expected: wish, actual: writeJson(actual) }
  }
}

interface Value {
  path: string
  expected: Json
  actual: Json
}

/** What the value should have been, or null when it is. */
function unmetWish(kind: string, { path, expected, actual }: Value, around: Surroundings) {
  if (typeof expected !== 'string' || typeof actual !== 'string') {
    return sameType(expected, actual) ? null : `a value like ${writeJson(expected)}`
  }
  switch (kind) {
    case 'timestamp-now':
      return isNowInAnswer(actual, around.scenario) ? null : 'the time of the request'
    case 'file-url':
      return originOf(actual) === originOf(expected) ? null : `a URL at ${originOf(expected)}`
    case 'contains-random-uuid':
    case 'random-suffix':
      return shapeOf(expected).test(actual) ? null : `a text like ${expected}`
    case 'humanized-relative-to-recorded_at':
      return humanizedWish(path, actual, around)
    default:
      return null
  }
}

function sameType(expected: Json, actual: Json): boolean {
  if (expected === null || actual === null) return expected === actual
  return typeof expected === typeof actual && Array.isArray(expected) === Array.isArray(actual)
}

function originOf(url: string): string | null {
  if (!/^https?:\/\//.test(url)) return null
  return URL.parse(url)?.origin ?? null
}

const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'

/** The text with its random parts left open: a UUID, or seven characters before the extension. */
export function shapeOf(text: string): RegExp {
  const open = text
    .replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll(new RegExp(UUID, 'g'), UUID)
    .replace(/_[A-Za-z0-9]{7}(?=(?:\\.[^.]*)?$)/, '_[A-Za-z0-9]{7}')
  return new RegExp(`^${open}$`)
}

const IN_WORDS =
  /^(now|(an?|\d+)[ \u00a0](second|minute|hour|day|week|month|year)s?(, \d+\u00a0[a-z]+)? (ago|from now))$/

/** Relative words are computed anew, from the stored time of the ticket they stand beside. */
function humanizedWish(path: string, actual: string, around: Surroundings): string | null {
  const time = storedTime(path, around)
  if (time === undefined) return IN_WORDS.test(actual) ? null : 'a relative time in words'
  if (time === null) return 'a relative time, but nothing is stored'
  const { from, to } = around.request
  const wishes = [from, to].map((moment) => naturalTime(time, new Date(moment)))
  return wishes.includes(actual) ? null : JSON.stringify(wishes[0])
}

function storedTime(path: string, { body, timeOf }: Surroundings): string | null | undefined {
  const steps = path.match(/[^$.[\]]+/g) ?? []
  let ticket: Json | undefined = body
  for (const step of steps.slice(0, -1)) {
    if (Array.isArray(ticket)) ticket = ticket[Number(step)]
    else ticket = isObject(ticket) ? ticket[step] : undefined
  }
  const id = isObject(ticket) ? Number(writeJson(ticket['id'] ?? null)) : Number.NaN
  return timeOf(id, steps.at(-1) ?? '')
}
