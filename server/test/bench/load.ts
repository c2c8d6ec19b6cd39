import autocannon from 'autocannon'
import { answerWith } from './child.ts'
import { cpuSeconds, residentMegabytes } from './process-figures.ts'
import { percentile } from './statistics.ts'

export interface Request {
  method: 'GET' | 'POST'
  path: string
  headers: Record<string, string>
  body?: string
}

/** So many connections, each with its own part of the requests, one after the other. */
export interface Load {
  port: number
  pid: number
  requests: Request[]
  connections: number
  seconds: number
}

/** What a stretch of load came to. */
export interface Stretch {
  /** Requests a second. */
  rate: number
  /** Milliseconds until the answer was there: for half of the requests, and for 99 of 100. */
  p50: number
  p99: number
  /** Milliseconds of the server's processor time for one request. */
  cpu: number | null
  /** Megabytes that the server holds afterwards. */
  memory: number | null
  /** How many answers had which status; `none` for those that never came. */
  statuses: Record<string, number>
}

const LONGEST_SECONDS = 20

async function put(load: Load): Promise<Stretch> {
  const times: number[] = []
  const statuses: Record<string, number> = {}
  const before = cpuSeconds(load.pid)
  const started = performance.now()
  const run = autocannon(optionsFor(load))
  run.on('response', (_client: unknown, status: number, _bytes: number, time: number) => {
    times.push(time)
    statuses[status] = (statuses[status] ?? 0) + 1
  })
  const { errors } = await run
  const seconds = (performance.now() - started) / 1000
  const after = cpuSeconds(load.pid)
  if (errors > 0) statuses['none'] = errors

  const sorted = Float64Array.from(times).toSorted()
  return {
    rate: times.length / seconds,
    p50: percentile(sorted, 0.5),
    p99: percentile(sorted, 0.99),
    cpu: before === null || after === null ? null : ((after - before) * 1000) / times.length,
    memory: residentMegabytes(load.pid),
    statuses,
  }
}

function optionsFor({ port, requests, connections, seconds }: Load) {
  let connection = 0
  return {
    url: `http://127.0.0.1:${port}`,
    connections,
    duration: seconds,
    sampleInt: 20,
    requests: requests.slice(0, 1),
    setupClient(client: { setRequests(requests: object[]): void }) {
      const own = requests.filter((_, index) => index % connections === connection)
      // Fewer requests than connections: then they share them.
      client.setRequests((own.length > 0 ? own : requests).map((request) => ({ ...request })))
      connection += 1
    },
  }
}

/** A stretch in which hardly anything was answered says little: it is done again, and longer. */
async function putEnough(load: Load): Promise<Stretch> {
  const stretch = await put(load)
  const answers = Object.values(stretch.statuses).reduce((sum, count) => sum + count, 0)
  if (answers >= load.connections || load.seconds > LONGEST_SECONDS / 2) return stretch
  return putEnough({ ...load, seconds: load.seconds * 2 })
}

answerWith(putEnough)
