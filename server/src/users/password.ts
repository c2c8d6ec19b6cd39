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
  const key = await oneOfFew(() => argon2id(password, { ...COST, salt, length: KEY_LENGTH }))
  const { memory, passes, parallelism } = COST
  return `argon2$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${unpadded(salt)}$${unpadded(key)}`
}

/** Whether `password` is the one that was stored: by us, or by Django (PBKDF2 or Argon2id). */
export async function verifyPassword(stored: string, password: string): Promise<boolean> {
  return oneOfFew(async () => {
    const [algorithm] = stored.split('$', 1)
    if (algorithm === 'argon2') return matchesArgon2(stored, password)
    if (algorithm === 'pbkdf2_sha256') return matchesPbkdf2(stored, password)
    return false
  })
}

/** Whether a password that was just verified should be hashed again, the stronger way. */
export const isOutdated = (stored: string): boolean => !stored.startsWith('argon2$')

const ARGON2 = /^argon2\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w+/]+)\$([\w+/]+)$/

async function matchesArgon2(stored: string, password: string): Promise<boolean> {
  const [, memory, passes, parallelism, salt, key] = ARGON2.exec(stored) ?? []
  if (!salt || !key) return false
  const expected = Buffer.from(key, 'base64')
  const actual = await argon2id(password, {
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    salt: Buffer.from(salt, 'base64'),
    length: expected.length,
  })
  return timingSafeEqual(expected, actual)
}

async function matchesPbkdf2(stored: string, password: string): Promise<boolean> {
  const [, iterations, salt, key] = stored.split('$')
  if (!iterations || salt === undefined || !key) return false
  const expected = Buffer.from(key, 'base64')
  const actual = await derivePbkdf2(password, salt, Number(iterations), expected.length, 'sha256')
  return timingSafeEqual(expected, actual)
}

interface Argon2Options {
  memory: number
  passes: number
  parallelism: number
  salt: Buffer
  length: number
}

function argon2id(password: string, { salt, length, ...cost }: Argon2Options): Promise<Buffer> {
  return deriveArgon2('argon2id', { message: password, nonce: salt, tagLength: length, ...cost })
}

const unpadded = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '')
