import type { Config } from '../config.ts'
import type { App, Reply, Request } from './types.ts'

/** On every answer: nothing we send is to run, to be framed, guessed at or kept by a browser. */
export const SECURITY_HEADERS = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'private, no-cache',
}

/** What every answer carries. */
export const secure = (request: Request, reply: Reply) =>
  reply.headers(SECURITY_HEADERS).header('x-request-id', request.id)

export function sendHeaders(app: App, config: Config) {
  const { corsOrigins } = config.http
  app.addHook('onRequest', (request, reply, done) => {
    secure(request, reply)
    const { allow } = request.routeOptions.config
    if (allow) reply.header('allow', allow)
    if (corsOrigins.length > 0) allowOrigin(request, reply, corsOrigins)
    if (isPreflight(request) && reply.hasHeader('access-control-allow-origin'))
      reply.code(204).send()
    else done()
  })
}

/** Credentials are not allowed along: a page elsewhere brings its own token. */
function allowOrigin(request: Request, reply: Reply, origins: string[]) {
  const { origin } = request.headers
  if (!origin || !(origins.includes('*') || origins.includes(origin))) return
  reply.header('access-control-allow-origin', origins.includes('*') ? '*' : origin)
  reply.header('cross-origin-resource-policy', 'cross-origin')
  reply.header('access-control-expose-headers', 'X-Request-Id, Retry-After')
  if (!isPreflight(request)) return
  reply.header('access-control-allow-methods', 'GET, POST, PUT, PATCH, DELETE')
  reply.header(
    'access-control-allow-headers',
    'Authorization, Content-Type, X-Request-Id, X-Ticket-Key',
  )
  reply.header('access-control-max-age', '600')
}

const isPreflight = ({ method, headers }: Request) =>
  method === 'OPTIONS' && headers['access-control-request-method'] !== undefined
