import { unauthenticated } from '../../lib/errors.ts'
import { fingerprint } from '../../lib/secret.ts'
import { actorOf, findByToken } from '../queries.ts'
import { type AuthenticationMethod, startsWith, wordsFor } from './method.ts'

/** `Authorization: Token KEY`, as Django REST framework has it. */
export const token: AuthenticationMethod = {
  challenge: 'Token',
  vary: null,
  isTriedBy: ({ headers }) => startsWith('token', headers.authorization),
  async authenticate(ctx, request) {
    const words = wordsFor('token', request.headers.authorization)
    if (!words) return null
    const [, key, extra] = words
    if (key === undefined) throw unauthenticated('Invalid token header. No credentials provided.')
    if (extra !== undefined) {
      throw unauthenticated('Invalid token header. Token string should not contain spaces.')
    }
    const user = await findByToken(ctx.db, fingerprint(key))
    if (!user) throw unauthenticated('Invalid token.')
    if (!user.is_active) throw unauthenticated('User inactive or deleted.')
    return actorOf(user)
  },
}
