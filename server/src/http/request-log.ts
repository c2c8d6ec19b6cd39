import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { originalMethod } from './endpoint.ts'
import type { App, Reply, Request } from './types.ts'

const GIVEN_ID = /^[\w.-]{1,64}$/

/** The client's own `X-Request-Id` if it is one, else a new one: it finds the log line of an answer. */
export function requestId(raw: IncomingMessage): string {
  const given = raw.headers['x-request-id']
  return typeof given === 'string' && GIVEN_ID.test(given) ? given : randomUUID()
}

/** Logs each request when it has been answered. */
export function logRequests(app: App) {
  app.addHook('onResponse', (request, reply, done) => {
    logAnswer(request, reply)
    done()
  })
}

/** One line in the log. The query is left out: links carry their signature there. */
export function logAnswer(request: Request, reply: Reply) {
  request.log.info({
    id: request.id,
    method: originalMethod(request),
    path: request.originalUrl.split('?', 1)[0],
    status: reply.statusCode,
    ms: Math.round(reply.elapsedTime * 10) / 10,
    user: request.actor?.id ?? null,
  })
}
