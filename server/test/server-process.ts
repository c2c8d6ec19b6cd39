import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { onTestFinished } from 'vitest'
import { environment, flags } from '../../scripts/runtime.mjs'
import { databaseOf } from './database.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const CLI = join(ROOT, 'server/src/cli.ts')
const START_MS = 30_000

export interface ServerProcess {
  pid: number
  url: string
  port: number
  /** What it has said so far. */
  output: () => string
  /** Sends a signal, and waits for the end: its exit code, or null if the signal ended it. */
  stop: (signal: NodeJS.Signals) => Promise<number | null>
}

/** A data folder of a test's own, gone at its end. */
export function dataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'bellhop-data-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Starts Bellhop on a data folder as `npm start` does, on a free port. It ends with the test. */
export async function startServer(
  folder: string,
  settings: NodeJS.ProcessEnv = {},
): Promise<ServerProcess> {
  return listening(await spawnBellhop('serve', folder, settings))
}

/** Waits until a `serve` has said all that it says at a start. */
export async function listening({ child, stop }: Started): Promise<ServerProcess> {
  let output = ''
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  const timer = setTimeout(() => reject(new Error(`It did not start:\n${output}`)), START_MS)
  child.once('close', () => reject(new Error(`It ended:\n${output}`)))
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
      // The last line of the greeting: whatever comes at a start has been done by then.
      const isReady = /Stop with Ctrl-C|username=admin/.test(output)
      if (isReady) resolve(Number(/http:\/\/[^/]*:(\d+)/.exec(output)![1]))
    })
  }
  const port = await promise.finally(() => clearTimeout(timer))
  return { pid: child.pid!, port, url: `http://127.0.0.1:${port}`, output: () => output, stop }
}

/** The same without waiting until it listens. */
export const spawnServer = (folder: string) => spawnBellhop('serve', folder)

/** Starts `bellhop worker`, and waits until it is at work. */
export async function startWorker(folder: string) {
  return working(await spawnBellhop('worker', folder))
}

/** Waits until a `worker` has said that it is at work. */
export async function working({ child, stop }: Started) {
  await once(child.stderr, 'data')
  return { stop }
}

/** Runs a command of Bellhop's to its end; gives what it prints. */
export async function bellhop(folder: string, args: string[]): Promise<string> {
  const env = await environmentOf(folder)
  const program = [...flags, CLI, ...args]
  const { stdout } = await promisify(execFile)(process.execPath, program, { cwd: folder, env })
  return stdout
}

async function environmentOf(folder: string): Promise<NodeJS.ProcessEnv> {
  const { PATH } = process.env
  return { ...environment(ROOT), PATH, BELLHOP_DATA_DIR: folder, ...(await databaseOf(folder)) }
}

async function spawnBellhop(command: string, folder: string, settings: NodeJS.ProcessEnv = {}) {
  const env = await environmentOf(folder)
  return startProcess([...flags, CLI, command], {
    cwd: folder,
    env: { ...env, BELLHOP_PORT: '0', ...settings },
  })
}

type Started = ReturnType<typeof startProcess>

/** Runs Node.js until it is told to stop, or the test has ended. */
export function startProcess(
  args: string[],
  { cwd, env }: { cwd: string; env: NodeJS.ProcessEnv },
) {
  const child = spawn(process.execPath, args, {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, ...env },
  })
  const exited = once(child, 'exit') as Promise<[number | null]>
  const isRunning = () => child.exitCode === null && child.signalCode === null
  async function stop(signal: NodeJS.Signals) {
    if (isRunning()) child.kill(signal)
    const [code] = await exited
    return code
  }
  onTestFinished(async () => void (await stop('SIGKILL')))
  return { child, stop }
}

/** Makes the first account with the token that the server has printed; gives its API key. */
export async function setUp({ url, output }: ServerProcess): Promise<string> {
  const token = /token=(\S+)/.exec(output())?.[1]
  const body = JSON.stringify({ token, username: 'admin', password: 'correct horse' })
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(`${url}/api/setup/`, { method: 'POST', headers, body })
  if (answer.status !== 201) throw new Error(await answer.text())
  return ((await answer.json()) as { token: string }).token
}
