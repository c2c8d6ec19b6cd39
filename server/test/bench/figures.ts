import type { Stretch } from './load.ts'
import { median, ratios } from './statistics.ts'

/** What was measured of one case on a helpdesk of one size. All are medians of the rounds. */
export interface Figures {
  name: string
  tickets: number
  rate: number
  p50: number
  p99: number
  cpu: number | null
  memory: number | null
  /** The rate as a part of that of a bare `node:http` server with the same answer. */
  toBare: number
  /** The processor time that the bare server takes for one request, as a part of our own. */
  toBareCpu: number | null
  bareRate: number
  bareCpu: number | null
  /** … of the rate at which bare `node:sqlite` commits the same rows; null where none are written. */
  toSqlite: number | null
  sqliteRate: number | null
  /** The time (p50) as a multiple of that on the smallest helpdesk. */
  toSmallest: number
  /** The rate as a part of that of the first case in its group. */
  toFirst: number
}

export interface Rounds {
  own: Stretch[]
  bare: Stretch[]
  sqlite: Stretch[] | null
  smallest: Stretch[]
  first: Stretch[]
}

/** Sums up the rounds of one case on one helpdesk. */
export function figuresOf(name: string, tickets: number, rounds: Rounds): Figures {
  const { own, bare, sqlite, smallest, first } = rounds
  const of = (pick: (stretch: Stretch) => number | null) => median(own.map(pick))
  return {
    name,
    tickets,
    rate: of((stretch) => stretch.rate)!,
    p50: of((stretch) => stretch.p50)!,
    p99: of((stretch) => stretch.p99)!,
    cpu: of((stretch) => stretch.cpu),
    memory: own.at(-1)!.memory,
    toBare: median(ratios(rates(own), rates(bare)))!,
    toBareCpu: median(own.map(({ cpu }, round) => ratio(bare[round]!.cpu, cpu))),
    bareRate: median(rates(bare))!,
    bareCpu: median(bare.map(({ cpu }) => cpu)),
    toSqlite: sqlite && median(ratios(rates(own), rates(sqlite))),
    sqliteRate: sqlite && median(rates(sqlite)),
    toSmallest: median(ratios(times(own), times(smallest)))!,
    toFirst: median(ratios(rates(own), rates(first)))!,
  }
}

const ratio = (one: number | null, other: number | null) =>
  one === null || other === null ? null : one / other

const rates = (stretches: Stretch[]) => stretches.map(({ rate }) => rate)
const times = (stretches: Stretch[]) => stretches.map(({ p50 }) => p50)
