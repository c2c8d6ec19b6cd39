import { argon2, pbkdf2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { limited } from '../lib/limited.ts'

/** OWASP's recommendation of 2026 for Argon2id: 19 MiB, two passes, one lane. */
const COST = { memory: 19_456, passes: 2, parallelism: 1 }
const KEY_LENGTH = 32

const deriveArgon2 = promisify(argon2)
const derivePbkdf2 = promisify(pbkdf2)
// Each takes a core for a while: more at once would only make everybody wait.
const oneOfFew = limited(2)

/** Hashes a password for keeping, in the form that Django's Argon2 hasher writes too. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16)
  const key = await oneOfFew(() =>
    argon2With('argon2id', password, { ...COST, salt, length: KEY_LENGTH }),
  )
  const { memory, passes, parallelism } = COST
  return `argon2$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${unpadded(salt)}$${unpadded(key)}`
}

/** Whether `password` is the one that was stored: by us, or by Django (PBKDF2 or Argon2). */
export async function verifyPassword(stored: string, password: string): Promise<boolean> {
  const matches = matcherFor(stored)
  return matches ? oneOfFew(() => matches(password)) : false
}

/** Whether any password can match: Django marks accounts that have none with a "!". */
export const isUsable = (stored: string): boolean => matcherFor(stored) !== null

/** Whether a password that was just verified should be hashed again, the stronger way. */
export const isOutdated = (stored: string): boolean => !stored.startsWith('argon2$argon2id$')

// Shorter salts and keys than these are not hashes: a key of no bytes would match every password.
const ARGON2 =
  /^argon2\$(argon2(?:id|i|d))\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]{11,})\$([A-Za-z0-9+/]{22,})$/
const PBKDF2 = /^pbkdf2_sha256\$([1-9]\d{0,8})\$([^$]*)\$([A-Za-z0-9+/]{43}=)$/

function matcherFor(stored: string): ((password: string) => Promise<boolean>) | null {
  const argon2Parts = ARGON2.exec(stored)
  if (argon2Parts) return (password) => matchesArgon2(argon2Parts, password)
  const pbkdf2Parts = PBKDF2.exec(stored)
  return pbkdf2Parts ? (password) => matchesPbkdf2(pbkdf2Parts, password) : null
}

async function matchesArgon2(parts: string[], password: string): Promise<boolean> {
  const [, algorithm, memory, passes, parallelism, salt = '', key = ''] = parts
  const expected = Buffer.from(key, 'base64')
  const actual = await argon2With(algorithm as Algorithm, password, {
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    salt: Buffer.from(salt, 'base64'),
    length: expected.length,
  })
  return timingSafeEqual(expected, actual)
}

async function matchesPbkdf2(parts: string[], password: string): Promise<boolean> {
  const [, iterations, salt = '', key = ''] = parts
  const expected = Buffer.from(key, 'base64')
  const actual = await derivePbkdf2(password, salt, Number(iterations), expected.length, 'sha256')
  return timingSafeEqual(expected, actual)
}

type Algorithm = 'argon2id' | 'argon2i' | 'argon2d'

interface Argon2Options {
  memory: number
  passes: number
  parallelism: number
  salt: Buffer
  length: number
}

function argon2With(
  algorithm: Algorithm,
  password: string,
  { salt, length, ...cost }: Argon2Options,
): Promise<Buffer> {
  return deriveArgon2(algorithm, { message: password, nonce: salt, tagLength: length, ...cost })
}

const unpadded = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '')
