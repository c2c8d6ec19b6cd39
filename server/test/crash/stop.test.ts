import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { expect, test, vi } from 'vitest'
import { databaseOf } from '../database.ts'
import { beginTicket, LATE_TICKET, openSocket } from '../half-request.ts'
import { dataFolder, setUp, startServer } from '../server-process.ts'

vi.setConfig({ testTimeout: 60_000 })

const RUN = fileURLToPath(new URL('../../../scripts/run.mjs', import.meta.url))
test('a stop finishes and answers what is under way, and waits for nobody who is idle', async () => {
  const folder = dataFolder()
  const server = await startServer(folder)
  const key = await setUp(server)
  const idle = openSocket(server.port)
  idle.write('GET /healthz HTTP/1.1\r\nHost: desk.test\r\n\r\n')
  await once(idle, 'data')
  const silent = openSocket(server.port)
  await once(silent, 'connect')
  const late = beginTicket(server.port, key)
  // The server is in the middle of the request once it asks for the body.
  await once(late, 'data')
  late.write(LATE_TICKET.slice(0, 10))

  const code = server.stop('SIGTERM')
  await Promise.all([once(idle, 'close'), once(silent, 'close')])
  const answer = text(late)
  late.write(LATE_TICKET.slice(10))
  expect(await answer).toMatch(/^HTTP\/1.1 201 /)
  expect(await code).toBe(0)

  const { url } = await startServer(folder)
  const tickets = await fetch(`${url}/api/tickets/`, { headers: { authorization: `Token ${key}` } })
  expect(await tickets.json()).toMatchObject({ count: 1, results: [{ title: 'late' }] })
})

// It takes as long as a stop may take.
const patiently = test.runIf(process.env.BELLHOP_TESTS === 'full')

patiently('a stop does not wait for a body that never comes', async () => {
  const server = await startServer(dataFolder())
  const stuck = beginTicket(server.port, await setUp(server))
  await once(stuck, 'data')
  expect(await server.stop('SIGTERM')).toBe(0)
})

test('whoever signals npm start signals the server', async () => {
  const folder = dataFolder()
  const launcher = spawn(process.execPath, [RUN, 'server/src/cli.ts', 'serve'], {
    env: {
      PATH: process.env.PATH,
      BELLHOP_DATA_DIR: folder,
      BELLHOP_PORT: '0',
      ...(await databaseOf(folder)),
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const exited = once(launcher, 'exit')
  let said = ''
  launcher.stderr.setEncoding('utf8').on('data', (chunk: string) => (said += chunk))
  await vi.waitUntil(() => said.includes('username=admin'), { timeout: 30_000 })
  const url = /http:\S+:\d+/.exec(said)![0]
  launcher.kill('SIGTERM')
  expect(await exited).toEqual([0, null])
  await expect(fetch(`${url}/healthz`)).rejects.toThrow('fetch failed')
})
