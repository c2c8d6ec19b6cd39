import type { Config } from '../config.ts'
import type { Context } from '../context.ts'
import type { App, Request } from '../http/types.ts'
import { forbidden, unauthenticated } from '../lib/errors.ts'
import { basic } from './authentication/basic.ts'
import type { AuthenticationMethod } from './authentication/method.ts'
import { session } from './authentication/session.ts'
import { token } from './authentication/token.ts'
import type { Actor } from './queries.ts'

declare module 'fastify' {
  interface FastifyRequest {
    actor: Actor | null
  }
}

const METHODS: Record<Config['authentication'][number], AuthenticationMethod> = {
  basic,
  session,
  token,
}

/** Finds out who is asking. Whether they may is for each endpoint to say. */
export function authenticate(app: App, ctx: Context) {
  const methods = ctx.config.authentication.map((name) => METHODS[name])
  const challenge = methods[0]?.challenge ?? null
  const varied = ctx.config.http.corsOrigins.length > 0 ? 'Accept, Origin' : 'Accept'
  app.addHook('onRequest', async (request, reply) => {
    request.challenge = challenge
    let vary = varied
    for (const method of methods) {
      if (method.vary) vary += `, ${method.vary}`
      if (!method.isTriedBy(request)) continue
      reply.header('vary', vary)
      request.actor = await method.authenticate(ctx, request)
      if (request.actor) return
    }
    reply.header('vary', vary)
  })
}

export const everyone = () => {}

/** Passes whoever has signed in. */
export function requireSignedIn({ actor }: Request): Actor {
  if (!actor) throw unauthenticated()
  return actor
}

/** Passes those who work here. */
export function requireStaff(request: Request): Actor {
  const actor = requireSignedIn(request)
  if (!actor.isStaff) throw forbidden()
  return actor
}
