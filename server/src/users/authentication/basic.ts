import { clientAddress } from '../../http/address.ts'
import { unauthenticated } from '../../lib/errors.ts'
import { checkPassword } from '../check-password.ts'
import { type AuthenticationMethod, startsWith, wordsFor } from './method.ts'

/** `Authorization: Basic …` (RFC 7617), with the errors of Django REST framework. */
export const basic: AuthenticationMethod = {
  challenge: 'Basic realm="api"',
  vary: null,
  isTriedBy: ({ headers }) => startsWith('basic', headers.authorization),
  async authenticate(ctx, request) {
    const words = wordsFor('basic', request.headers.authorization)
    if (!words) return null
    const { username, password } = credentialsIn(words)
    const actor = await checkPassword(ctx, { username, password, address: clientAddress(request) })
    if (!actor) throw unauthenticated('Invalid username/password.')
    return actor
  },
}

function credentialsIn([, encoded, extra]: string[]) {
  if (encoded === undefined) {
    throw unauthenticated('Invalid basic header. No credentials provided.')
  }
  if (extra !== undefined) {
    throw unauthenticated('Invalid basic header. Credentials string should not contain spaces.')
  }
  const text = decoded(encoded)
  const colon = text?.indexOf(':') ?? -1
  if (text === null || colon < 0) {
    throw unauthenticated('Invalid basic header. Credentials not correctly base64 encoded.')
  }
  return { username: text.slice(0, colon), password: text.slice(colon + 1) }
}

/** UTF-8, or Latin-1 where it is not that; characters outside the alphabet are skipped. */
function decoded(encoded: string): string | null {
  const digits = encoded.replaceAll(/[^A-Za-z0-9+/=]/g, '')
  let end = digits.length
  while (digits[end - 1] === '=') end -= 1
  const missing = -end & 3
  if (missing === 3 || !digits.endsWith('='.repeat(missing))) return null
  const bytes = Buffer.from(digits, 'base64')
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return bytes.toString('latin1')
  }
}
