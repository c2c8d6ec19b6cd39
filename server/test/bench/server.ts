import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const CLI = fileURLToPath(new URL('../../src/cli.ts', import.meta.url))
const START_TIMEOUT = 30_000

export interface Server {
  port: number
  pid: number
  stop(): Promise<void>
}

/** Starts Bellhop on a data folder as an operator would; with `profile`, its time is recorded there. */
export async function startServer(folder: string, profile: string | undefined): Promise<Server> {
  const options = profile ? ['--cpu-prof', `--cpu-prof-dir=${profile}`] : []
  const server = spawn(process.execPath, [...options, CLI, 'serve'], {
    env: environment(folder),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(server, 'exit')

  async function stop() {
    if (server.exitCode === null && server.signalCode === null) server.kill('SIGTERM')
    await exited
  }

  try {
    return { port: await portOf(server.stdout, exited), pid: server.pid!, stop }
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
    ...Object.fromEntries(inherited),
    BELLHOP_DATA_DIR: folder,
    BELLHOP_HOST: '127.0.0.1',
    BELLHOP_PORT: '0',
  }
}

/** Reads on after the port is known: a log that nobody reads would stop the server. */
function portOf(output: NodeJS.ReadableStream, exited: Promise<unknown>): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  let text: string | null = ''
  const timer = setTimeout(
    () => reject(new Error(`The server did not start:\n${text}`)),
    START_TIMEOUT,
  )
  output.on('data', (chunk: Buffer) => {
    if (text === null) return
    text += chunk.toString()
    const port = /http:\/\/127\.0\.0\.1:(\d+)/.exec(text)?.[1]
    if (!port) return
    text = null
    clearTimeout(timer)
    resolve(Number(port))
  })
  void exited.then(() => {
    clearTimeout(timer)
    reject(new Error(`The server ended:\n${text}`))
  })
  return promise
}
