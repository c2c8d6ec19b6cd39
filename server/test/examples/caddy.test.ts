import { spawn, spawnSync } from 'node:child_process'
import { request } from 'node:http'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { dataFolder, type ServerProcess, startServer } from '../server-process.ts'
import { read } from './checkout.ts'

vi.setConfig({ testTimeout: 180_000 })

// Where Caddy is missing its file is read by compose.test.ts all the same, and .ci/run says so.
const cannotRun = spawnSync('caddy', ['version']).error !== undefined

/** Caddy with our file, on a socket of its own instead of a port, in front of these servers. */
function startCaddy(servers: ServerProcess[]) {
  const folder = dataFolder()
  const socket = join(folder, 'caddy.sock')
  const [first, second] = servers.map(({ port }) => `127.0.0.1:${port}`)
  const config = read('examples/Caddyfile')
    .replace(/^:8000 \{$/m, `http:// {\n\tbind unix/${socket}`)
    .replace('server1:8000 server2:8000', `${first} ${second}`)
  const caddy = spawn('caddy', ['run', '--adapter', 'caddyfile', '--config', '-'], {
    env: { PATH: process.env.PATH, HOME: folder },
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  caddy.stdin.end(`{\n\tadmin off\n}\n${config}`)
  onTestFinished(() => void caddy.kill('SIGKILL'))

  return (path: string) =>
    new Promise<number>((resolve, reject) => {
      const asked = request({ socketPath: socket, path, agent: false }, (answer) => {
        answer.resume().on('end', () => resolve(answer.statusCode!))
      })
      asked.on('error', reject).end()
    })
}

const answers = (server: ServerProcess, path: string) =>
  server.output().split(`"path":"${path}"`).length - 1

test.skipIf(cannotRun)(
  'Caddy gives both servers something to do, and goes on when one of them stops',
  async () => {
    const folder = dataFolder()
    const servers = [await startServer(folder), await startServer(folder)] as const
    const ask = startCaddy([...servers])
    await vi.waitFor(async () => expect(await ask('/healthz')).toBe(200), { timeout: 30_000 })
    await vi.waitUntil(
      async () => {
        expect(await ask('/api/')).toBe(200)
        return servers.every((server) => answers(server, '/api/') > 0)
      },
      { timeout: 30_000 },
    )
    expect(await servers[0].stop('SIGTERM')).toBe(0)
    for (let turn = 0; turn < 10; turn += 1) expect(await ask('/healthz')).toBe(200)
  },
)
