import { type Case, casesNamed } from './cases.ts'
import { type Field, startField } from './field.ts'
import type { Stretch } from './load.ts'
import { FIRST_WARM_UP_SECONDS, inTurns, type Lane, warmUp } from './measure.ts'
import type { Options } from './options.ts'
import { checksTable, workersTable } from './report.ts'
import { refuseErrors } from './send.ts'
import { startServer } from './server.ts'
import { median, ratios } from './statistics.ts'
import { atLeast } from './targets.ts'
import { hasWrk, wrk } from './wrk.ts'

/** Two processes on two cores should read nearly twice as much as one, if the load comes for nothing. */
const LEAST_GAIN = 1.5

/** Compares what several processes read on one data folder with what one process does. */
export async function compareWorkers(
  options: Options,
  workers: number,
  say: (line: string) => void,
): Promise<{ text: string; isMissed: boolean }> {
  const largest = { ...options, tickets: options.tickets.slice(-1) }
  await using field = await startField(largest, say)
  const several = await startServer(field.desks[0]!, options.profile, workers)
  try {
    const generator = hasWrk() ? 'wrk' : 'autocannon, which takes a core of its own: install wrk'
    say(`The load comes from ${generator}.`)
    const rows: { name: string; one: number; several: number; gain: number }[] = []
    const lanesFor = (each: Case) => [
      lane(field, each, '1', field.desks[0]!.server),
      lane(field, each, 'n', several),
    ]
    const reads = casesNamed(options.only).filter(({ writes }) => writes === null)
    // Each of several processes has its part of the load only, and is warm as much later.
    await warmUp(reads.slice(0, 1).flatMap(lanesFor), FIRST_WARM_UP_SECONDS * workers)
    for (const each of reads) {
      say(`Measuring: ${each.name} …`)
      const lanes = lanesFor(each)
      const stretches = await inTurns(lanes, options)
      const [one, other] = ['1', 'n'].map((name) => stretches.get(name)!.map(({ rate }) => rate))
      const gain = median(ratios(other!, one!))!
      rows.push({ name: each.name, one: median(one!)!, several: median(other!)!, gain })
    }
    const checks = rows.map(({ name, gain }) =>
      atLeast(
        `${name}: rate with ${workers} processes over that with one`,
        gain,
        LEAST_GAIN * options.tolerance,
      ),
    )
    const text = `${workersTable(rows, workers)}\n\n${checksTable(checks)}`
    return { text, isMissed: checks.some(({ ok }) => !ok) }
  } finally {
    await several.stop()
  }
}

function lane(field: Field, each: Case, name: string, server: { port: number; pid: number }): Lane {
  const { load, connections, desks } = field
  const requests = each.requests(desks[0]!)
  const nothing: Omit<Stretch, 'rate'> = { p50: 0, p99: 0, cpu: null, memory: null, statuses: {} }
  return {
    name,
    async run(seconds) {
      const asked = { port: server.port, requests, connections, seconds }
      if (hasWrk()) return { ...nothing, rate: await wrk(desks[0]!.folder, asked) }
      const stretch = await load.ask({ ...asked, pid: server.pid })
      refuseErrors(`${each.name} with ${name}`, stretch)
      return stretch
    },
  }
}
