import { rmSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startCluster } from '../postgres/cluster.ts'
import type { Canned } from './bare-http.ts'
import type { Commits } from './bare-sqlite.ts'
import { type Child, startChild } from './child.ts'
import { type Data, makeData } from './database.ts'
import type { Load, Stretch } from './load.ts'
import type { Options } from './options.ts'
import { type Server, startServer } from './server.ts'

/** All processes of a run: helpdesks, smallest first; who puts load on them; what they are compared with. */
export interface Field extends AsyncDisposable {
  desks: (Data & { server: Server })[]
  load: Child<Load, Stretch>
  http: Child<Canned, { port: number; pid: number }>
  /** Null on PostgreSQL. */
  sqlite: Child<Commits, { rate: number }> | null
  connections: number
}

/** As somebody runs it who wants to keep what was answered. */
const SAFE = {
  fsync: 'on',
  full_page_writes: 'on',
  synchronous_commit: 'on',
  shared_buffers: '512MB',
  max_wal_size: '4GB',
}

/** Makes the data and starts everything. Disposing of it leaves neither a process nor a file. */
export async function startField(
  { tickets, followUps, extras, postgres, connections, profile }: Options,
  say: (line: string) => void,
): Promise<Field> {
  await using started = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'bellhop-bench-'))
  // Who ends the bench in the middle of it leaves no data behind.
  const abandon = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  process.once('exit', abandon)
  started.defer(async () => {
    process.off('exit', abandon)
    await rm(folder, { recursive: true, force: true })
  })

  const cluster = postgres ? started.adopt(await startCluster(SAFE), (each) => each.stop()) : null
  const desks: Field['desks'] = []
  for (const size of tickets) {
    say(`Making up ${size} tickets …`)
    const data = await makeData(folder, { tickets: size, followUps, extras, cluster })
    const server = await startServer(data, profile)
    started.defer(server.stop)
    desks.push({ ...data, server })
  }
  const start = <Question extends object, Answer>(file: string) => {
    const child = startChild<Question, Answer>(file)
    started.defer(child.stop)
    return child
  }
  const [load, http, sqlite] = [
    start<Load, Stretch>('load.ts'),
    start<Canned, { port: number; pid: number }>('bare-http.ts'),
    postgres ? null : start<Commits, { rate: number }>('bare-sqlite.ts'),
  ]
  const all = started.move()
  return { desks, load, http, sqlite, connections, [Symbol.asyncDispose]: () => all.disposeAsync() }
}
