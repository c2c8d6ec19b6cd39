import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import { readPostgresUrl } from '../../src/lib/postgres-url.ts'

/** Whether the server still gets to hear of the commit before the connection is cut. */
export type Cut = 'before' | 'after'

/** A way to a database that breaks when it is told to. */
export interface Proxy {
  url: string
  /** Cuts the next connection that commits after a statement with this text in it. */
  cutCommit: (statement: string, cut: Cut) => void
}

const COMMIT = 'commit\0'
const COMMITTED = 'COMMIT\0'

export async function proxyTo(databaseUrl: string): Promise<Proxy> {
  const place = readPostgresUrl(databaseUrl)
  let armed: { statement: string; cut: Cut } | null = null
  const sockets = new Set<Socket>()

  const proxy = createServer((client) => {
    const server = open(place.hosts[0]!)
    for (const socket of [client, server]) {
      sockets.add(socket.on('error', ignored))
    }
    const cut = () => (client.destroy(), server.destroy())
    let [isMeant, isCutting] = [false, false]
    client.on('close', cut).on('data', (sent: Buffer) => {
      isMeant ||= armed !== null && sent.includes(armed.statement)
      if (armed && isMeant && sent.includes(COMMIT)) {
        isCutting = true
        const { cut: when } = armed
        armed = null
        if (when === 'before') return void cut()
      }
      server.write(sent)
    })
    // What the server did is certain only when it has said so.
    server.on('close', cut).on('data', (sent: Buffer) => {
      if (!isCutting) client.write(sent)
      else if (sent.includes(COMMITTED)) cut()
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
    cutCommit: (statement, cut) => (armed = { statement, cut }),
  }
}

const open = ({ host, port }: { host: string; port: number }): Socket =>
  host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host)

const ignored = () => {}
