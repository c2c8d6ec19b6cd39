import { JSON_COMPACT } from './negotiate.ts'
import { page } from './page.ts'
import { endOfTurn } from './turn.ts'
import type { Reply, Request } from './types.ts'

/** Larger answers would outlive the quick kind of garbage collection if they waited for others. */
const SMALL = 8192

const asIs = (text: string) => text

/** Writes `body` in the format that was agreed on. Nothing is written for undefined (a 204). */
export async function render(request: Request, reply: Reply, body: unknown) {
  if (body === undefined) return reply.send()
  const { format, indent } = request.renderer ?? JSON_COMPACT
  if (format === 'html') {
    reply.header('content-type', 'text/html; charset=utf-8')
    return reply.send(page(request, reply, body))
  }
  // What goes wrong with a feed is told as everywhere else.
  if (format === 'rss' && typeof body === 'string') {
    return reply.header('content-type', 'application/rss+xml; charset=utf-8').send(body)
  }
  reply.header('content-type', 'application/json')
  const text = JSON.stringify(body, null, indent)
  if (text.length < SMALL) await endOfTurn()
  // Fastify would add a charset to the type, were it not for a serializer of our own.
  return reply.serializer(asIs).send(text)
}
