import type { Socket } from 'node:net'
import type { App } from './types.ts'

const LOOK_MS = 50

/**
 * Gives the function that stops listening; ask for it before anybody connects. What is under way is
 * finished and answered, but not waited for longer than `mostMs`: a client that stopped sending
 * must not keep a server from stopping.
 */
export function gentleClose(app: App): (mostMs: number) => Promise<void> {
  const { server } = app
  const silent = silentConnections(app)

  // Node.js closes what is idle now, and leaves open what becomes so with the next answer.
  function closeIdle() {
    server.closeIdleConnections()
    for (const socket of silent) socket.destroy()
  }
  return async (mostMs) => {
    const looking = setInterval(closeIdle, LOOK_MS)
    const late = setTimeout(() => server.closeAllConnections(), mostMs)
    try {
      await app.close()
    } finally {
      clearInterval(looking)
      clearTimeout(late)
    }
  }
}

/** Those that have not asked for anything yet: to Node.js they look busy. Browsers open some to be quick. */
function silentConnections({ server }: App): Set<Socket> {
  const silent = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    silent.add(socket)
    socket.once('close', () => silent.delete(socket))
  })
  server.on('request', ({ socket }) => silent.delete(socket))
  return silent
}
