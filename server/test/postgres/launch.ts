import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { dataIn, programNamed, whoRuns } from './folder.ts'

export type Settings = Record<string, string>

/** A running server of PostgreSQL. */
export interface Server {
  /** Sends a signal to each of its processes. */
  signal: (signal: NodeJS.Signals) => void
  /** Ends it at once, as a crash would. Its folder stays, for another start. */
  halt: () => Promise<void>
  /** Ends it, and throws its folder away. */
  stop: () => Promise<void>
}

const START_MS = 30_000
const SETTINGS: Settings = {
  // It is all thrown away again: nothing has to survive a power cut.
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
  max_connections: '200',
  shared_buffers: '32MB',
  listen_addresses: '',
}

/** It ends with our end of the pipe, however we end, and takes its folder with it, unless told. */
const KEEPER = `
  folder=$1; shift
  "$@" & server=$!
  read -r end; kill -QUIT $server; kill -CONT $server; wait $server; [ "$end" = keep ] || rm -rf "$folder"`

/** Starts the server of a folder, and waits until it takes connections. */
export async function launch(folder: string, settings: Settings = {}): Promise<Server> {
  const options = Object.entries({ ...SETTINGS, ...settings }).map(
    ([name, value]) => `-c${name}=${value}`,
  )
  const data = dataIn(folder)
  const server = [programNamed('postgres'), '-D', data, '-k', folder, ...options]
  const keeper = spawn('sh', ['-c', KEEPER, 'keeper', folder, ...server], {
    ...whoRuns,
    cwd: folder,
    stdio: ['pipe', 'ignore', 'pipe'],
    // A Ctrl-C is not for it: it ends when we have.
    detached: true,
  })
  const ended = once(keeper, 'exit')
  async function end(how: 'keep' | 'throw away') {
    if (keeper.stdin.writable) keeper.stdin.end(`${how}\n`)
    await ended
  }
  await ready(keeper).catch(async (error: unknown) => {
    await end('throw away')
    throw error
  })
  return {
    signal: (name) =>
      signalAll(Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0]), name),
    halt: () => end('keep'),
    async stop() {
      await end('throw away')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Its first process comes first: it would start others in the place of those that end. */
function signalAll(first: number, signal: NodeJS.Signals) {
  const list = spawnSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).stdout
  const pairs = list.split('\n').map((line) => line.trim().split(/\s+/).map(Number))
  const children = pairs.flatMap(([pid, parent]) => (parent === first ? [pid!] : []))
  for (const pid of [first, ...children]) {
    try {
      process.kill(pid, signal)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    }
  }
}

/** Whoever asks too early is turned away, which is said in the same way, and is no failure. */
const isFailure = (line: string) => /FATAL: /.test(line) && !line.includes('the database system is')

async function ready(server: ChildProcess) {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const said: string[] = []
  const fail = () => reject(new Error(`PostgreSQL did not start:\n${said.join('\n')}`))
  const timer = setTimeout(fail, START_MS)
  createInterface({ input: server.stderr! }).on('line', (line) => {
    if (said.length < 100) said.push(line)
    if (/ready to accept (read-only )?connections/.test(line)) resolve()
    if (isFailure(line)) fail()
  })
  await promise.finally(() => clearTimeout(timer))
}
