import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { findPrograms, HOW_TO_GET } from './programs.ts'

/** A server of PostgreSQL of its own, gone when it is stopped or when this process ends. */
export interface Cluster {
  /** The address of a database on it. */
  url: (database: string) => string
  stop: () => Promise<void>
}

/** "nobody": PostgreSQL refuses to be run by root. */
const NOBODY = { uid: 65534, gid: 65534 }
const whoRuns = process.getuid?.() === 0 ? NOBODY : {}

const START_MS = 30_000
const SETTINGS = {
  // It is all thrown away again: nothing has to survive a power cut.
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
  max_connections: '200',
  shared_buffers: '32MB',
  listen_addresses: '',
}

/** It ends with our end of the pipe, however we end, and takes its folder with it. */
const KEEPER = `
  folder=$1; shift
  "$@" & server=$!
  read -r _; kill -INT $server; wait $server; rm -rf "$folder"`

/** Starts one in a folder of its own, reached by a socket in there: no port is taken. */
export async function startCluster(settings: Record<string, string> = {}): Promise<Cluster> {
  const programs = findPrograms()
  if (!programs) throw new Error(`There is no PostgreSQL on this machine: ${HOW_TO_GET}.`)
  const folder = mkdtempSync(join(tmpdir(), 'bellhop-pg-'))
  if ('uid' in whoRuns) chownSync(folder, NOBODY.uid, NOBODY.gid)
  const data = join(folder, 'data')
  await makeCluster(join(programs, 'initdb'), data)
  const options = Object.entries({ ...SETTINGS, ...settings }).map(
    ([name, value]) => `-c${name}=${value}`,
  )
  const server = spawn(
    'sh',
    [
      '-c',
      KEEPER,
      'keeper',
      folder,
      join(programs, 'postgres'),
      '-D',
      data,
      '-k',
      folder,
      ...options,
    ],
    // A Ctrl-C is not for it: it ends when we have.
    { ...whoRuns, cwd: folder, stdio: ['pipe', 'ignore', 'pipe'], detached: true },
  )
  const ended = once(server, 'exit')
  await ready(server).catch((error: unknown) => {
    server.stdin.end()
    throw error
  })
  return {
    url: (database) => `postgres://bellhop@/${database}?host=${encodeURIComponent(folder)}`,
    async stop() {
      server.stdin.end()
      await ended
    },
  }
}

/** Sorts text as people do, where it can: what is to be sorted by bytes has to say so. */
async function makeCluster(initdb: string, data: string) {
  const plain = ['-D', data, '-U', 'bellhop', '-A', 'trust', '-E', 'UTF8', '--no-sync']
  const sorted = ['--locale-provider=icu', '--icu-locale=en-US', '--locale=C.UTF-8']
  const first = await run(initdb, [...plain, ...sorted])
  const failure = first && (await run(initdb, [...plain, '--locale=C']))
  if (failure) throw new Error(`initdb failed: ${failure}`)
}

/** What it said if it failed, or null. */
async function run(program: string, args: string[]): Promise<string | null> {
  const child = spawn(program, args, { ...whoRuns, cwd: '/', stdio: ['ignore', 'ignore', 'pipe'] })
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')])
  return code === 0 ? null : said || `it ended with ${code}`
}

async function ready(server: ChildProcess) {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  let said = ''
  const timer = setTimeout(() => reject(new Error(`PostgreSQL did not start:\n${said}`)), START_MS)
  server.stderr!.setEncoding('utf8').on('data', (part: string) => {
    if (said.length < 10_000) said += part
    if (part.includes('ready to accept connections')) resolve()
    if (part.includes('FATAL')) reject(new Error(`PostgreSQL did not start:\n${said}`))
  })
  await promise.finally(() => clearTimeout(timer))
}
