import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { compile, environment as runtime, flags } from '../../../scripts/runtime.mjs'
import type { Data } from './database.ts'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const CLI = fileURLToPath(new URL('../../src/cli.ts', import.meta.url))
const START_TIMEOUT = 30_000

export interface Server {
  port: number
  pid: number
  stop(): Promise<void>
}

/** Starts Bellhop on a folder and its database as an operator would; with `profile`, its time is recorded there. */
export async function startServer(
  { folder, databaseUrl }: Pick<Data, 'folder' | 'databaseUrl'>,
  profile: string | undefined,
  workers = 1,
): Promise<Server> {
  compile(ROOT, process.execPath)
  const options = profile ? ['--cpu-prof', `--cpu-prof-dir=${profile}`] : []
  // A file, as a supervisor would have it: to read a pipe would take time of the cores that are measured.
  const path = join(folder, `server-${workers}.log`)
  await using log = await open(path, 'a')
  const server = spawn(process.execPath, [...flags, ...options, CLI, 'serve'], {
    env: {
      ...environment(folder),
      DATABASE_URL: databaseUrl,
      BELLHOP_WORKERS: String(workers),
    },
    stdio: ['ignore', log.fd, log.fd],
  })
  const exited = once(server, 'exit')
  // Who ends the bench in the middle of it leaves no server behind.
  const abandon = () => server.kill('SIGKILL')
  process.prependOnceListener('exit', abandon)

  async function stop() {
    if (server.exitCode === null && server.signalCode === null) server.kill('SIGTERM')
    await exited
    process.off('exit', abandon)
  }

  try {
    return { port: await portIn(path, () => server.exitCode), pid: server.pid!, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Settings of the person who measures must not colour the figures. */
function environment(folder: string): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(BELLHOP_|DATABASE_URL$|NODE_OPTIONS$)/.test(name),
  )
  return {
    ...runtime(ROOT),
    ...Object.fromEntries(inherited),
    BELLHOP_DATA_DIR: folder,
    BELLHOP_HOST: '127.0.0.1',
    BELLHOP_PORT: '0',
  }
}

async function portIn(path: string, exitCode: () => number | null): Promise<number> {
  const until = Date.now() + START_TIMEOUT
  while (Date.now() < until && exitCode() === null) {
    const port = /http:\/\/127\.0\.0\.1:(\d+)/.exec(await readFile(path, 'utf8'))?.[1]
    if (port) return Number(port)
    await pause(20)
  }
  throw new Error(`The server did not start:\n${await readFile(path, 'utf8')}`)
}
