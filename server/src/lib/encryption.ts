import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { AppError } from './errors.ts'

/** What a text is locked with. */
export interface Lock {
  /** A secret of any length; the key itself is derived from it. */
  secret: string
  /** What the text is, such as a table and its column: nothing else can be read in its place. */
  what: string
}

const CIPHER = 'aes-256-gcm'
const VERSION = 'v1'
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** Makes a text unreadable for whoever lacks the secret. Twice the same text looks different each time. */
export function encrypt(text: string, { secret, what }: Lock): string {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv(CIPHER, keyOf(secret), nonce).setAAD(Buffer.from(what))
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return `${VERSION}.${Buffer.concat([nonce, body, cipher.getAuthTag()]).toString('base64url')}`
}

/** Reads an encrypted text. Throws a conflict that says so if the secret is another by now. */
export function decrypt(encrypted: string, { secret, what }: Lock): string {
  const [version, encoded = ''] = encrypted.split('.')
  const bytes = Buffer.from(encoded, 'base64url')
  if (version !== VERSION || bytes.length < NONCE_BYTES + TAG_BYTES) throw unreadable()
  const nonce = bytes.subarray(0, NONCE_BYTES)
  const decipher = createDecipheriv(CIPHER, keyOf(secret), nonce, { authTagLength: TAG_BYTES })
    .setAAD(Buffer.from(what))
    .setAuthTag(bytes.subarray(-TAG_BYTES))
  try {
    const body = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES))
    return Buffer.concat([body, decipher.final()]).toString('utf8')
  } catch (error) {
    throw unreadable(error)
  }
}

// The secret signs links as well: a key of its own keeps the two apart.
const keyOf = (secret: string) =>
  Buffer.from(hkdfSync('sha256', secret, '', `bellhop encryption ${VERSION}`, 32))

const unreadable = (cause?: unknown) =>
  new AppError(
    'conflict',
    'What was encrypted cannot be read: it was changed, or the encryption key is another by now.',
    { cause },
  )
