import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { diskStore } from '../../src/files/disk.ts'
import type { Desk } from './scenario.ts'
import { storeInPostgres } from './store-in-postgres.ts'
import { storeInSqlite } from './store-in-sqlite.ts'
import type { Store } from './store.ts'

const CLI = fileURLToPath(new URL('../../src/cli.ts', import.meta.url))
const START_TIMEOUT = 30_000

export interface RunningDesk extends Desk {
  /** What the server has said so far. */
  output(): string
  stop(): Promise<void>
}

/**
 * Starts a real server on an empty data folder, as an operator would, and opens its database: SQLite,
 * or the PostgreSQL database at an address.
 */
export async function startDesk(databaseUrl?: string): Promise<RunningDesk> {
  const folder = await mkdtemp(join(tmpdir(), 'bellhop-compat-'))
  const server = spawn(process.execPath, [CLI, 'serve'], {
    env: environment(folder, databaseUrl),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [server.stdout, server.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  }
  const exited = once(server, 'exit')
  // Who ends the replay in the middle of it leaves no server behind.
  const abandon = () => {
    server.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  }
  process.once('exit', abandon)

  async function stop() {
    if (server.exitCode === null && server.signalCode === null) server.kill('SIGTERM')
    await exited
    process.off('exit', abandon)
    await rm(folder, { recursive: true, force: true })
  }

  try {
    const port = await portOf(server.stdout, server.stderr, exited)
    const store = databaseUrl
      ? await storeInPostgres(databaseUrl)
      : storeInSqlite(join(folder, 'bellhop.sqlite'))
    const files = diskStore(join(folder, 'files'))
    return { port, store, files, output: () => output, stop: closing(store, stop) }
  } catch (error) {
    await stop()
    throw new Error(`The server did not start:\n${output}`, { cause: error })
  }
}

function closing(store: Store, stop: () => Promise<void>) {
  return async () => {
    await store.close()
    return stop()
  }
}

/** Settings of the person who replays must not colour the answers. */
function environment(folder: string, databaseUrl?: string): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(BELLHOP_|AWS_|DATABASE_URL$|FILES_URL$|NODE_|VITEST)/.test(name),
  )
  return {
    ...Object.fromEntries(inherited),
    BELLHOP_DATA_DIR: folder,
    ...(databaseUrl ? { DATABASE_URL: databaseUrl } : {}),
    BELLHOP_HOST: '127.0.0.1',
    BELLHOP_PORT: '0',
    // As the recorded helpdesk was set up.
    BELLHOP_MAIL_FROM: 'helpdesk@example.com',
    BELLHOP_TRUSTED_PROXIES: '127.0.0.1',
  }
}

function portOf(
  ...[out, err, exited]: [NodeJS.ReadableStream, NodeJS.ReadableStream, Promise<unknown>]
) {
  return new Promise<number>((resolve, reject) => {
    let text = ''
    const timer = setTimeout(() => reject(new Error('It took too long.')), START_TIMEOUT)
    const read = (chunk: string | Buffer) => {
      text += String(chunk)
      const port = /http:\/\/127\.0\.0\.1:(\d+)/.exec(text)?.[1]
      if (!port) return
      clearTimeout(timer)
      resolve(Number(port))
    }
    out.on('data', read)
    err.on('data', read)
    void exited.then(() => {
      clearTimeout(timer)
      reject(new Error('It ended.'))
    })
  })
}
