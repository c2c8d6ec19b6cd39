import { parseArgs } from 'node:util'
import { casesNamed } from './cases.ts'

export interface Options {
  /** Sizes of the helpdesks, smallest first. */
  tickets: number[]
  /** How many follow-ups each ticket has. */
  followUps: number
  /** On PostgreSQL instead of SQLite. */
  postgres: boolean
  /** Seconds of measured load for each case on each server, spread over the rounds. */
  seconds: number
  rounds: number
  connections: number
  /** Names of the cases to measure; all without it. */
  only: string[] | null
  /** Fail if a target is missed. */
  check: boolean
  /** How much of a target counts as meeting it: less than 1 where the machine is noisy. */
  tolerance: number
  json: string | undefined
  profile: string | undefined
  /** Compare the reads of so many processes with those of one, instead of all else. */
  workers: number | null
  /** Measure how tickets are found, instead of all else. */
  finding: boolean
  /** Tickets have custom values and tags, too. */
  extras: boolean
}

const SMALLEST = 1000
const MANY = 1_000_000
const FULL = { tickets: '1000,10000,100000', seconds: '5', rounds: '10', tolerance: '1' }
const SHORT = { tickets: '1000,20000', seconds: '2.1', rounds: '7', tolerance: '0.7' }

export const HELP = `npm run bench -- [options]

  --tickets 1000,100000  sizes of the helpdesks (default ${FULL.tickets});
                         one size is compared with ${SMALLEST}
  --follow-ups 2         of each ticket (3 where there are ${MANY} tickets)
  --postgres             on PostgreSQL, a throwaway cluster with its usual safety
  --seconds 5            measured for each case on each server
  --rounds 5             in how many turns
  --connections 16       kept open by the load generator (with --workers 64)
  --only 'ticket,list of 25'  only these cases
  --check                end with status 1 if a target is missed
  --tolerance 0.7        count 70 % of a target as meeting it (memory excepted)
  --short                for CI: ${SHORT.tickets} tickets, ${SHORT.seconds} s, a tolerance of ${SHORT.tolerance}
  --workers 2            instead: the reads of 2 processes over those of one (best with wrk)
  --finding              instead: how long it takes to find tickets, and beside a report
  --json FILE            write all figures there
  --profile FOLDER       record what the servers' time goes to (node --cpu-prof)
`

/** Reads the command line. Null if help is asked for. */
export function readOptions(args: string[]): Options | null {
  const text = { type: 'string' } as const
  const flag = { type: 'boolean', default: false } as const
  const { values } = parseArgs({
    args,
    options: {
      tickets: text,
      'follow-ups': text,
      postgres: flag,
      seconds: text,
      rounds: text,
      connections: text,
      only: text,
      check: flag,
      tolerance: text,
      short: flag,
      json: text,
      profile: text,
      workers: text,
      finding: flag,
      help: flag,
    },
  })
  if (values.help) return null
  const defaults = values.short ? SHORT : FULL
  const tickets = sizesIn(values.tickets ?? defaults.tickets)
  return {
    tickets,
    followUps: positive(values['follow-ups'] ?? (tickets.at(-1)! >= MANY ? '3' : '2')),
    postgres: values.postgres,
    seconds: positive(values.seconds ?? defaults.seconds),
    rounds: positive(values.rounds ?? defaults.rounds),
    // With few connections each, processes seldom deal with several requests in one turn.
    connections: positive(values.connections ?? (values.workers ? '64' : '16')),
    only: namesIn(values.only),
    check: values.check,
    tolerance: positive(values.tolerance ?? defaults.tolerance),
    json: values.json,
    profile: values.profile,
    workers: values.workers === undefined ? null : positive(values.workers),
    finding: values.finding,
    extras: values.finding,
  }
}

/** Refuses a name that no case has before any ticket is made up. */
function namesIn(text: string | undefined): string[] | null {
  if (text === undefined) return null
  const names = text.split(',')
  casesNamed(names)
  return names
}

/** Sizes in their order. To see what growth costs takes two. */
function sizesIn(text: string): number[] {
  const sizes = text.split(',').map((size) => positive(size))
  if (sizes.length === 1 && sizes[0]! > SMALLEST) sizes.push(SMALLEST)
  return sizes.toSorted((a, b) => a - b)
}

function positive(text: string): number {
  const number = Number(text)
  if (number > 0) return number
  throw new Error(`"${text}" should be a number above 0.`)
}
