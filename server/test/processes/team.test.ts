import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { expect, test, vi } from 'vitest'
import { beginTicket, LATE_TICKET } from '../half-request.ts'
import { dataFolder, type ServerProcess, setUp, startServer } from '../server-process.ts'

vi.setConfig({ testTimeout: 120_000 })

const PATIENTLY = { timeout: 30_000 }

const startTeam = (folder: string) => startServer(folder, { BELLHOP_WORKERS: '2' })

/** One request on a connection of its own: its status, or what became of it. */
const ask = (server: ServerProcess, path = '/healthz'): Promise<number | string> =>
  fetch(`${server.url}${path}`, {
    headers: { connection: 'close' },
    signal: AbortSignal.timeout(20_000),
  }).then(
    async (answer) => (await answer.text(), answer.status),
    (error) => String(error.cause ?? error),
  )

/** The processes that have logged an answer to this address. */
const answerers = (server: ServerProcess, path: string): number[] => {
  const lines = server.output().split('\n')
  const logged = lines.filter((line) => line.includes(`"path":"${path}"`))
  return [...new Set(logged.map((line) => JSON.parse(line).pid as number))]
}

/** Asks until two processes have answered; gives them. */
async function twoOf(server: ServerProcess, path: string): Promise<[number, number]> {
  await vi.waitUntil(async () => {
    expect(await ask(server, path)).toBe(404)
    return answerers(server, path).length === 2
  }, PATIENTLY)
  return answerers(server, path) as [number, number]
}

test('two processes share the requests, and each line of the log says whose it is', async () => {
  const server = await startTeam(dataFolder())
  expect(server.output()).toContain('It answers with 2 processes.')
  expect(server.output().match(/token=/g)).toHaveLength(1)
  const pids = await twoOf(server, '/who')
  expect(pids).not.toContain(server.pid)
})

test('one process is killed: the others answer, and another one takes its place', async () => {
  const server = await startTeam(dataFolder())
  const [first, second] = await twoOf(server, '/before')
  process.kill(first, 'SIGKILL')
  const answers = await Promise.all(Array.from({ length: 40 }, () => ask(server)))
  expect(new Set(answers)).toEqual(new Set([200]))
  const after = await twoOf(server, '/after')
  expect(after).toContain(second)
  expect(after).not.toContain(first)
  expect(server.output()).toContain(`Process ${first} ended (SIGKILL).`)
  expect(await server.stop('SIGTERM')).toBe(0)
})

test.each(['SIGTERM', 'SIGKILL'] as const)(
  'with %s to the first process all of them stop, and finish what is under way',
  async (signal) => {
    const folder = dataFolder()
    const server = await startTeam(folder)
    const key = await setUp(server)
    const late = [beginTicket(server.port, key), beginTicket(server.port, key)]
    await Promise.all(late.map((socket) => once(socket, 'data')))
    for (const socket of late) socket.write(LATE_TICKET.slice(0, 10))
    const pids = await twoOf(server, '/who')

    const code = server.stop(signal)
    const answers = late.map((socket) => text(socket))
    if (signal === 'SIGKILL') await code
    for (const socket of late) socket.write(LATE_TICKET.slice(10))
    for (const answer of answers) expect(await answer).toMatch(/^HTTP\/1.1 201 /)
    expect(await code).toBe(signal === 'SIGTERM' ? 0 : null)
    await vi.waitUntil(() => !pids.some(isAlive), PATIENTLY)
    await expect(fetch(`${server.url}/healthz`)).rejects.toThrow('fetch failed')

    const next = await startServer(folder)
    const headers = { authorization: `Token ${key}` }
    const tickets = await fetch(`${next.url}/api/tickets/`, { headers })
    expect(await tickets.json()).toMatchObject({ count: 2 })
  },
)

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

test('what keeps a process from starting is said once, as for one alone', async () => {
  const { port } = await startServer(dataFolder())
  const taken = startServer(dataFolder(), { BELLHOP_WORKERS: '2', BELLHOP_PORT: String(port) })
  await expect(taken).rejects.toThrow(`bellhop: Port ${port} is taken: choose another one with`)
})
