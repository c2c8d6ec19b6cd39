import type { Figures } from './figures.ts'

/** Something that Bellhop promises, and whether this run bears it out. */
export interface Check {
  promise: string
  measured: number
  limit: number
  /** Whether the limit is the least that is good, or the most. */
  kind: 'at least' | 'below'
  ok: boolean
}

export interface Judged {
  postgres: boolean
  /** 0.7 is content with 70 % of a target. */
  tolerance: number
}

type Limits = Record<string, number>

const MOST_GROWTH = 1.3
/** From so many tickets on the growth may be a little more. */
const MANY = 1_000_000
const MOST_GROWTH_TO_MANY = 1.5
const MOST_FOR_FAR_PAGE = 10
const MOST_MEMORY = 150
const FAR_PAGE = 'page in the middle'
const OF_BARE: Limits = { ticket: 0.25, 'list of 25': 0.12, 'list of 100': 0.1 }
const OF_BARE_ON_POSTGRES: Limits = { ticket: 0.1, 'list of 25': 0.08 }
const OF_TOKEN: Limits = { 'ticket by password': 0.8 }
const OF_SQLITE: Limits = { 'new ticket': 0.35 }

/** Holds what was measured against the targets. */
export function checksFor(figures: Figures[], { postgres, tolerance }: Judged): Check[] {
  const sizes = figures.map(({ tickets }) => tickets)
  const [smallest, largest] = [Math.min(...sizes), Math.max(...sizes)]
  const large = figures.filter(({ tickets }) => tickets === largest)
  const shares = (what: string, limits: Limits, pick: (figure: Figures) => number | null) =>
    large.flatMap((figure) => {
      const limit = limits[figure.name]
      const measured = pick(figure)
      if (limit === undefined || measured === null) return []
      return [atLeast(`${figure.name}: rate as a part of ${what}`, measured, limit * tolerance)]
    })
  const growth = largest >= MANY ? MOST_GROWTH_TO_MANY : MOST_GROWTH

  return [
    ...shares('bare node:http', postgres ? OF_BARE_ON_POSTGRES : OF_BARE, ({ toBare }) => toBare),
    ...shares('that by token', OF_TOKEN, ({ toFirst }) => toFirst),
    ...shares('bare node:sqlite', OF_SQLITE, ({ toSqlite }) => toSqlite),
    ...(largest > smallest ? large : []).map(({ name, toSmallest }) =>
      below(
        `${name}: time with ${largest} tickets over that with ${smallest}`,
        toSmallest,
        growth / tolerance,
      ),
    ),
    ...farPageCheck(large),
    ...(postgres ? [] : memoryCheck(figures)),
  ]
}

export const atLeast = (promise: string, measured: number, limit: number): Check => ({
  promise,
  measured,
  limit,
  kind: 'at least',
  ok: measured >= limit,
})

export const below = (promise: string, measured: number, limit: number): Check => ({
  promise,
  measured,
  limit,
  kind: 'below',
  ok: measured < limit,
})

/** Where the first page was measured in the same rounds. */
function farPageCheck(large: Figures[]): Check[] {
  const far = large.find(({ name }) => name === FAR_PAGE)
  if (!far || !large.some(({ name }) => name === 'list of 25')) return []
  return [below(`${FAR_PAGE}: time over that of the first`, 1 / far.toFirst, MOST_FOR_FAR_PAGE)]
}

/** A noisy machine does not make a process larger: there is no tolerance here. */
function memoryCheck(figures: Figures[]): Check[] {
  const known = figures.flatMap(({ memory }) => memory ?? [])
  if (known.length === 0) return []
  return [below('memory of the server under load, MB', Math.max(...known), MOST_MEMORY)]
}
