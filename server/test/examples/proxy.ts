import { createServer, type IncomingHttpHeaders, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'

export interface Proxy {
  url: string
  /** Which server answered each request so far. */
  answered: string[]
}

/** A small proxy: each server has its turn, and one that is not there is passed over. */
export async function startProxy(servers: Record<string, { port: number }>): Promise<Proxy> {
  const answered: string[] = []
  const names = Object.keys(servers)
  let turn = 0

  const proxy = createServer(async (incoming, outgoing) => {
    const body = await buffer(incoming)
    const { method, url: path, headers, socket } = incoming
    const forwarded: IncomingHttpHeaders = {
      ...headers,
      'x-forwarded-for': socket.remoteAddress,
      'x-forwarded-proto': 'http',
      'x-forwarded-host': headers.host,
    }
    const attempt = (left: number) => {
      const name = names[turn++ % names.length]!
      const asked = request(
        {
          host: '127.0.0.1',
          port: servers[name]!.port,
          method,
          path,
          headers: forwarded,
          agent: false,
        },
        (answer) => {
          answered.push(name)
          answer.pipe(outgoing.writeHead(answer.statusCode!, answer.headers))
        },
      )
      asked.on('error', () => (left > 1 ? attempt(left - 1) : outgoing.writeHead(502).end()))
      asked.end(body)
    }
    attempt(names.length)
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void proxy.close().closeAllConnections())
  return { url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`, answered }
}
