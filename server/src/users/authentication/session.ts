import { parseCookie } from 'cookie'
import { baseUrl } from '../../http/address.ts'
import type { Request } from '../../http/types.ts'
import { forbidden } from '../../lib/errors.ts'
import { fingerprint, sameText } from '../../lib/secret.ts'
import { toStored } from '../../lib/time.ts'
import { actorOf, findBySession } from '../queries.ts'
import type { AuthenticationMethod } from './method.ts'

export const COOKIE = { session: 'sessionid', csrf: 'csrftoken' } as const
const SAFE = ['GET', 'HEAD', 'OPTIONS', 'TRACE']

/** The cookie of `POST /api/auth/login/`. What changes something must carry `X-CSRFToken` too. */
export const session: AuthenticationMethod = {
  challenge: null,
  vary: 'Cookie',
  isTriedBy: ({ headers }) => headers.cookie !== undefined,
  async authenticate(ctx, request) {
    const value = sessionCookie(request)
    if (!value) return null
    const user = await findBySession(ctx.db, fingerprint(value), toStored(ctx.now()))
    if (!user?.is_active) return null
    refuseForgery(request, user.csrf)
    return actorOf(user)
  },
}

export function sessionCookie(request: Request): string | undefined {
  const { cookie } = request.headers
  return cookie ? parseCookie(cookie)[COOKIE.session] : undefined
}

/** The messages are Django's: clients show them. */
function refuseForgery(request: Request, csrf: string) {
  if (SAFE.includes(request.method)) return
  refuseOtherOrigin(request)
  const sent = request.headers['x-csrftoken']
  if (!sent) throw forbidden('CSRF Failed: CSRF token missing.')
  if (typeof sent !== 'string' || !sameText(sent, csrf)) {
    throw forbidden("CSRF Failed: CSRF token from the 'X-Csrftoken' HTTP header incorrect.")
  }
}

export function refuseOtherOrigin(request: Request) {
  const { origin } = request.headers
  if (origin === undefined || origin === baseUrl(request)) return
  throw forbidden(
    `CSRF Failed: Origin checking failed - ${origin} does not match any trusted origins.`,
  )
}
