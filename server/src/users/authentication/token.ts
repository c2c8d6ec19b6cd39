import { unauthenticated } from '../../lib/errors.ts'
import { fingerprint } from '../../lib/secret.ts'
import { toStored } from '../../lib/time.ts'
import { actorOf, findByToken } from '../queries.ts'
import { isToBeNoted, noteUse } from './last-used.ts'
import { type AuthenticationMethod, startsWith, wordsFor } from './method.ts'
import { refuseChange } from './scope.ts'

/** `Authorization: Token KEY`, as Django REST framework has it. */
export const token: AuthenticationMethod = {
  challenge: 'Token',
  vary: null,
  isTriedBy: ({ headers }) => startsWith('token', headers.authorization),
  async authenticate(ctx, request, reply) {
    const words = wordsFor('token', request.headers.authorization)
    if (!words) return null
    const [, key, extra] = words
    if (key === undefined) throw unauthenticated('Invalid token header. No credentials provided.')
    if (extra !== undefined) {
      throw unauthenticated('Invalid token header. Token string should not contain spaces.')
    }
    const found = await findByToken(ctx.db, fingerprint(key))
    if (!found) throw unauthenticated('Invalid token.')
    if (!found.is_active) throw unauthenticated('User inactive or deleted.')
    const { scope, expires, token_id } = found
    if (expires !== null && expires <= toStored(ctx.now())) {
      throw unauthenticated('This token has expired.')
    }
    refuseChange(scope, request.method)
    if (isToBeNoted(ctx, found)) reply.raw.once('finish', () => noteUse(ctx, token_id))
    const actor = actorOf(found)
    return scope === 'admin' && expires === null ? actor : { ...actor, limits: { scope, expires } }
  },
}
