import type { App } from './types.ts'

const LOOK_MS = 50

/**
 * Stops listening. What is under way is finished and answered, but not waited for longer than
 * `mostMs`: a client that stopped sending must not keep a server from stopping.
 */
export async function closeGently(app: App, mostMs: number): Promise<void> {
  const { server } = app
  // Node.js closes what is idle now, and leaves open what becomes so with the next answer.
  const looking = setInterval(() => server.closeIdleConnections(), LOOK_MS)
  const late = setTimeout(() => server.closeAllConnections(), mostMs)
  try {
    await app.close()
  } finally {
    clearInterval(looking)
    clearTimeout(late)
  }
}
