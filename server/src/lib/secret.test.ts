import { expect, test } from 'vitest'
import { fingerprint, newApiKey, newSecret, sameText, sign } from './secret.ts'

test('secrets and keys are new each time, and fit in a header, a cookie and an address', () => {
  const secrets = Array.from({ length: 50 }, newSecret)
  const keys = Array.from({ length: 50 }, newApiKey)
  for (const secret of secrets) expect(secret).toMatch(/^[\w-]{43}$/)
  for (const key of keys) expect(key).toMatch(/^[0-9a-f]{40}$/)
  expect(new Set([...secrets, ...keys]).size).toBe(100)
})

test('a fingerprint is the SHA-256 of a key, by which it is recognised and not read back', () => {
  expect(fingerprint('abc')).toBe(
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  )
})

test('a signature holds for one message under one secret', () => {
  const signature = sign('secret', 'file a 1')
  expect(signature).toMatch(/^[\w-]{43}$/)
  expect(sign('secret', 'file a 1')).toBe(signature)
  expect(sign('secret', 'file a 2')).not.toBe(signature)
  expect(sign('secreT', 'file a 1')).not.toBe(signature)
})

test.each([
  ['abc', 'abc', true],
  ['', '', true],
  ['abc', 'abd', false],
  ['abc', 'abcd', false],
  ['abc', '', false],
  ['é', 'e', false],
  // As long in characters, not in bytes.
  ['éa', 'abc', false],
])('comparing "%s" with "%s" says %s', (one, other, same) => {
  expect(sameText(one, other)).toBe(same)
  expect(sameText(other, one)).toBe(same)
})
