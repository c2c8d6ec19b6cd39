import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import { readPostgresUrl } from '../../src/lib/postgres-url.ts'

/**
 * When the connection is cut: before the server hears of the commit, or after it; or, when both know of
 * it, for good, with all the others.
 */
export type Cut = 'before' | 'after' | 'for good'

/** A way to a database that breaks when it is told to. */
export interface Proxy {
  url: string
  /** Cuts the next connection that commits. */
  cutNextCommit: (cut: Cut) => void
}

const COMMIT = 'commit\0'
const COMMITTED = 'COMMIT\0'

export async function proxyTo(databaseUrl: string): Promise<Proxy> {
  const place = readPostgresUrl(databaseUrl)
  let armed: Cut | null = null
  const sockets = new Set<Socket>()

  const proxy = createServer((client) => {
    const server = open(place.hosts[0]!)
    for (const socket of [client, server]) {
      sockets.add(socket.on('error', ignored))
    }
    const cut = () => (client.destroy(), server.destroy())
    let cutting: Cut | null = null
    client.on('close', cut).on('data', (sent: Buffer) => {
      if (armed && sent.includes(COMMIT)) {
        cutting = armed
        armed = null
        if (cutting === 'before') return void cut()
      }
      server.write(sent)
    })
    // What the server did is certain only when it has said so.
    server.on('close', cut).on('data', (sent: Buffer) => {
      if (cutting !== 'after') client.write(sent)
      if (!cutting || !sent.includes(COMMITTED)) return
      if (cutting === 'after') return void cut()
      proxy.close()
      client.end()
      for (const socket of sockets) if (socket !== client) socket.destroy()
    })
  })
  await once(proxy.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    proxy.close()
  })
  const { port } = proxy.address() as AddressInfo
  const account = [place.user ?? '', place.password ?? ''].map(encodeURIComponent).join(':')
  return {
    url: `postgres://${account}@127.0.0.1:${port}/${place.database}`,
    cutNextCommit: (cut) => (armed = cut),
  }
}

const open = ({ host, port }: { host: string; port: number }): Socket =>
  host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host)

const ignored = () => {}
