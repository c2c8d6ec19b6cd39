import type { App } from './types.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The `Content-Type` header as it was sent. */
    sentType: string | undefined
  }
}

/**
 * Bodies are read where they are wanted (form.ts), after the permission to send one. The header is
 * taken away meanwhile: Fastify would refuse one that it cannot parse before anybody is asked.
 */
export function leaveBodies(app: App) {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, _payload, done) => done(null))
  app.decorateRequest('sentType', undefined)
  app.addHook('onRequest', (request, _reply, done) => {
    request.sentType = request.raw.headers['content-type']
    delete request.raw.headers['content-type']
    done()
  })
  // What nobody read of a refused body stands in the way of the connection's next request.
  app.addHook('onResponse', ({ raw }, _reply, done) => {
    if (!raw.complete) raw.resume()
    done()
  })
}
