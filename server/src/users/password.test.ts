import { argon2Sync, pbkdf2Sync } from 'node:crypto'
import { expect, test } from 'vitest'
import { hashPassword, isOutdated, isUsable, verifyPassword } from './password.ts'

// Made by Python's hashlib, as Django's PBKDF2PasswordHasher uses it.
const FROM_DJANGO = 'pbkdf2_sha256$1000$saltsaltsalt$loOtAu8Oz9tBesYTpC9mA1IN6e1IsiAJktUm63pbKo8='

const unpadded = (bytes: Buffer) => bytes.toString('base64').replaceAll('=', '')

function argon2Hash(algorithm: 'argon2id' | 'argon2i' | 'argon2d', password: string): string {
  const nonce = Buffer.from('a salt of Django')
  const cost = { memory: 64, passes: 2, parallelism: 2, tagLength: 16 }
  const key = argon2Sync(algorithm, { message: password, nonce, ...cost })
  return `argon2$${algorithm}$v=19$m=64,t=2,p=2$${unpadded(nonce)}$${unpadded(key)}`
}

test('a new password is kept as Argon2id with the cost that OWASP recommends, salted anew', async () => {
  const [one, other] = await Promise.all([hashPassword('café ☕'), hashPassword('café ☕')])
  expect(one).toMatch(/^argon2\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[\w+/]{43}$/)
  expect(one).not.toBe(other)
  expect(isOutdated(one)).toBe(false)
  expect(await verifyPassword(one, 'café ☕')).toBe(true)
  expect(await verifyPassword(one, 'cafe ☕')).toBe(false)
  expect(await verifyPassword(one, '')).toBe(false)
})

test('a password that Django keeps by PBKDF2 is recognised, and to be kept better', async () => {
  expect(await verifyPassword(FROM_DJANGO, 'agnes-pass')).toBe(true)
  expect(await verifyPassword(FROM_DJANGO, 'agnes-pasS')).toBe(false)
  expect(isOutdated(FROM_DJANGO)).toBe(true)
  const key = pbkdf2Sync('naïve', 'sält', 10, 32, 'sha256').toString('base64')
  expect(await verifyPassword(`pbkdf2_sha256$10$sält$${key}`, 'naïve')).toBe(true)
})

test('a password that Django keeps by Argon2 is recognised, in each of its three kinds', async () => {
  for (const algorithm of ['argon2id', 'argon2i', 'argon2d'] as const) {
    const stored = argon2Hash(algorithm, 'toner')
    expect(await verifyPassword(stored, 'toner'), algorithm).toBe(true)
    expect(await verifyPassword(stored, 'Toner'), algorithm).toBe(false)
    expect(isOutdated(stored), algorithm).toBe(algorithm !== 'argon2id')
  }
})

test.each([
  ['nothing', ''],
  ["Django's mark of an account without a password", '!hJ5TzvB0wT0PqrnVQ1WqG9s7w2vWZzYkq8d4lC1k'],
  ['the mark alone', '!'],
  ['a mark before a good hash', `!${FROM_DJANGO}`],
  ['a password in the clear', 'agnes-pass'],
  ['a hash of a kind that is not known', 'md5$salt$5f4dcc3b5aa765d61d8327deb882cf99'],
  ['a hash without a key', 'pbkdf2_sha256$1000$saltsaltsalt$'],
  ['a key of no bytes', 'pbkdf2_sha256$1000$saltsaltsalt$='],
  ['a key that is cut off', FROM_DJANGO.slice(0, -8)],
  ['no rounds', FROM_DJANGO.replace('$1000$', '$0$')],
  ['rounds that are no number', FROM_DJANGO.replace('$1000$', '$many$')],
  ['Argon2 without a key', argon2Hash('argon2id', 'agnes-pass').replace(/[^$]+$/, '')],
  ['Argon2 of another version', argon2Hash('argon2id', 'agnes-pass').replace('v=19', 'v=16')],
])('no password matches %s', async (_what, stored) => {
  expect(isUsable(stored)).toBe(false)
  for (const password of ['agnes-pass', '', stored]) {
    expect(await verifyPassword(stored, password)).toBe(false)
  }
})
