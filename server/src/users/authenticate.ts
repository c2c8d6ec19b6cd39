import type { Config } from '../config.ts'
import type { Context } from '../context.ts'
import { clientAddress } from '../http/address.ts'
import type { Rule } from '../http/endpoint.ts'
import type { App, Request } from '../http/types.ts'
import { forbidden, unauthenticated } from '../lib/errors.ts'
import { basic } from './authentication/basic.ts'
import type { AuthenticationMethod } from './authentication/method.ts'
import { refuseLimited } from './authentication/scope.ts'
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
      const actor = await method.authenticate(ctx, request, reply)
      if (!actor) continue
      request.actor = { ...actor, address: clientAddress(request) }
      return
    }
    reply.header('vary', vary)
  })
}

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

/** Passes those who may do everything. To change what is theirs alone takes a token without a limit. */
export function requireAdmin(request: Request): Actor {
  const actor = requireSignedIn(request)
  if (!actor.isSuperuser) throw forbidden()
  refuseLimited(actor, request.method)
  return actor
}

export const signedIn: Rule = { who: 'signed in', check: requireSignedIn }
export const staff: Rule = { who: 'staff', check: requireStaff }
export const admins: Rule = { who: 'admins', check: requireAdmin }
