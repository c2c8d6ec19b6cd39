import { startField } from '../field.ts'
import type { Options } from '../options.ts'
import { checksTable, findingTable } from '../report.ts'
import { below } from '../targets.ts'
import { askAll, type Asked, askUntil, within } from './ask.ts'
import { pairsOfFilters, searches } from './questions.ts'

/** Milliseconds within which 99 of 100 are answered. */
const LIMITS = { 'two filters and an order': 50, search: 150, 'beside a report': 50 }
/** What others do while a report runs. */
const BESIDE = ['/api/tickets/1/', '/api/tickets/', '/api/tickets/?status=1', '/api/followups/']
const REPORTS = ['tickets/?rows=user&columns=month', 'days-until-closed/', 'ages/']

/** How long it takes to find tickets, and whether a report is in anybody's way. */
export async function measureFinding(
  options: Options,
  say: (line: string) => void,
): Promise<{ text: string; isMissed: boolean }> {
  const largest = { ...options, tickets: options.tickets.slice(-1) }
  await using field = await startField(largest, say)
  const [desk] = field.desks
  const who = { port: desk!.server.port, token: desk!.token }
  const now = new Date()
  await askAll(who, BESIDE, 50)

  say('Measuring: two filters and an order …')
  const pairs = await askAll(who, pairsOfFilters(now), 2)
  say('Measuring: search …')
  const searched = await askAll(who, searches(now), 2)
  say('Measuring: beside a report …')
  const stop = new AbortController()
  const others = askUntil(who, BESIDE, stop.signal)
  const reports = await askAll(
    who,
    REPORTS.map((name) => `/api/reports/${name}`),
    2,
  )
  stop.abort()

  const all = Object.entries({
    'two filters and an order': pairs,
    search: searched,
    'beside a report': await others,
    report: reports,
  })
  const checks = all.flatMap(([name, asked]) => {
    const limit = LIMITS[name as keyof typeof LIMITS]
    if (!limit) return []
    return [below(`${name}: p99 ms`, within(asked, 0.99), limit / options.tolerance)]
  })
  const text = [
    findingTable(all.map(([name, asked]) => rowOf(name, asked))),
    checksTable(checks),
    ...all.slice(0, 2).map(([name, asked]) => `Slowest of ${name}:\n${slowest(asked)}`),
  ].join('\n\n')
  return { text, isMissed: checks.some(({ ok }) => !ok) }
}

const rowOf = (name: string, asked: Asked[]) => ({
  name,
  requests: asked.length,
  p50: within(asked, 0.5),
  p90: within(asked, 0.9),
  p99: within(asked, 0.99),
  most: within(asked, 1),
})

const slowest = (asked: Asked[]): string =>
  asked
    .toSorted((a, b) => b.ms - a.ms)
    .slice(0, 10)
    .map(({ path, ms }) => `${ms.toFixed(0).padStart(6)} ms  ${decodeURIComponent(path)}`)
    .join('\n')
