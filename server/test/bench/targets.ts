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

const MOST_GROWTH = 1.3
const MOST_MEMORY = 150
const OF_BARE: Record<string, number> = {
  ticket: 0.25,
  'list of 25': 0.12,
  'list of 100': 0.1,
}
const OF_TOKEN: Record<string, number> = { 'ticket, by password': 0.8 }
const OF_SQLITE: Record<string, number> = { 'new ticket': 0.35 }

/** Holds what was measured against the targets; `tolerance` 0.7 is content with 70 % of them. */
export function checksFor(figures: Figures[], tolerance: number): Check[] {
  const sizes = figures.map(({ tickets }) => tickets)
  const [smallest, largest] = [Math.min(...sizes), Math.max(...sizes)]
  const large = figures.filter(({ tickets }) => tickets === largest)
  const shares = (
    what: string,
    limits: Record<string, number>,
    pick: (figure: Figures) => number | null,
  ) =>
    large.flatMap((figure) => {
      const limit = limits[figure.name]
      const measured = pick(figure)
      if (limit === undefined || measured === null) return []
      return [atLeast(`${figure.name}: rate as a part of ${what}`, measured, limit * tolerance)]
    })

  return [
    ...shares('bare node:http', OF_BARE, (figure) => figure.toBare),
    ...shares('that by token', OF_TOKEN, (figure) => figure.toFirst),
    ...shares('bare node:sqlite', OF_SQLITE, (figure) => figure.toSqlite),
    ...(largest > smallest ? large : []).map(({ name, toSmallest }) =>
      below(
        `${name}: time with ${largest} tickets over that with ${smallest}`,
        toSmallest,
        MOST_GROWTH / tolerance,
      ),
    ),
    ...memoryCheck(figures),
  ]
}

export const atLeast = (promise: string, measured: number, limit: number): Check => ({
  promise,
  measured,
  limit,
  kind: 'at least',
  ok: measured >= limit,
})

const below = (promise: string, measured: number, limit: number): Check => ({
  promise,
  measured,
  limit,
  kind: 'below',
  ok: measured < limit,
})

/** A noisy machine does not make a process larger: there is no tolerance here. */
function memoryCheck(figures: Figures[]): Check[] {
  const known = figures.flatMap(({ memory }) => memory ?? [])
  if (known.length === 0) return []
  return [below('memory of the server under load, MB', Math.max(...known), MOST_MEMORY)]
}
