import { connect, type AddressInfo } from 'node:net'
import * as fc from 'fast-check'
import { expect, onTestFinished, test, vi } from 'vitest'
import { buildApp } from '../../src/app.ts'
import type { Request } from '../../src/http/types.ts'
import { type Wire, wires } from './bytes.ts'
import { watch } from './watch.ts'
import { share, smallWorld } from './world.ts'

const PATIENCE_MS = 10_000

test('whatever bytes arrive, each connection is answered or closed, and nothing fails', async () => {
  const { tokens, seen, send } = await listening()
  await fc.assert(
    fc.asyncProperty(wires(tokens), async (bytes) => {
      const rows = await seen.fingerprint()
      const { said, statuses } = await send({ bytes, end: 'politely' })
      expect(statuses.filter((status) => status >= 500)).toEqual([])
      expect(said).not.toMatch(/^HTTP\/1\.1 5/m)
      if (statuses.every((status) => status >= 400)) expect(await seen.fingerprint()).toBe(rows)
    }),
    { numRuns: share(4000, 500) },
  )
  expect(await seen.strayFiles()).toEqual([])
}, 300_000)

test('connections that are torn off leave nothing behind, and nothing fails', async () => {
  const { tokens, seen, send } = await listening()
  await fc.assert(
    fc.asyncProperty(wires(tokens), async (bytes) => {
      const { statuses } = await send({ bytes, end: 'abruptly' })
      expect(statuses.filter((status) => status >= 500)).toEqual([])
    }),
    { numRuns: share(2000, 300) },
  )
  await vi.waitFor(async () => expect(await seen.strayFiles()).toEqual([]))
}, 300_000)

/** A helpdesk on a port of its own, that tells what it answered, were it to nobody. */
async function listening() {
  const { ctx, admin, staff } = await smallWorld()
  const app = buildApp(ctx)
  onTestFinished(() => app.close())
  const statuses: number[] = []
  const underWay = new Set<Request>()
  app.addHook('onRequest', async (request) => void underWay.add(request))
  app.addHook('onSend', async (request, reply) => {
    underWay.delete(request)
    statuses.push(reply.statusCode)
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo

  async function send(wire: Wire) {
    statuses.length = 0
    const said = await exchange(port, wire)
    await vi.waitUntil(() => underWay.size === 0, { interval: 2, timeout: PATIENCE_MS })
    return { said, statuses: [...statuses] }
  }
  return { tokens: [admin, staff, staff].map(({ token }) => token), seen: await watch(ctx), send }
}

/** Sends it, and gives what came back until the connection was closed. */
function exchange(port: number, { bytes, end }: Wire): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  let said = ''
  socket.setEncoding('latin1').on('data', (text: string) => (said += text))
  socket.on('error', () => {})
  socket.on('end', () => socket.end())
  socket.on('close', () => resolve(said))
  socket.setTimeout(PATIENCE_MS, () => {
    reject(new Error(`The connection was left open. It had said: ${said}`))
    socket.destroy()
  })
  if (end === 'politely') socket.end(bytes)
  else socket.write(bytes, () => setImmediate(() => socket.resetAndDestroy()))
  return promise
}
