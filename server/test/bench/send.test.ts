import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import type { Stretch } from './load.ts'
import { refuseErrors, send } from './send.ts'

const stretch = (statuses: Stretch['statuses']): Stretch => ({
  rate: 1,
  p50: 1,
  p99: 1,
  cpu: null,
  memory: null,
  statuses,
})

test('figures count only if every request was answered well', () => {
  expect(() => refuseErrors('ticket', stretch({ 200: 10, 201: 1 }))).not.toThrow()
  expect(() => refuseErrors('ticket', stretch({ 200: 10, 500: 2 }))).toThrow('2 × 500')
  expect(() => refuseErrors('ticket', stretch({ none: 3 }))).toThrow('3 × none')
  expect(() => refuseErrors('ticket', stretch({}))).toThrow('none was answered')
})

test('a request that is refused ends the bench with what the server said', async () => {
  const server = createServer((_, response) => response.writeHead(401).end('{"detail":"Who?"}'))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const request = { method: 'GET', path: '/api/', headers: {} } as const
  await expect(send(port, request)).rejects.toThrow('GET /api/ was answered 401: {"detail":"Who?"}')
  server.close()
})
