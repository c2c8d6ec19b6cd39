import { expect, test } from 'vitest'
import { decrypt, encrypt } from './encryption.ts'

const lock = { secret: 'a secret of this installation', what: 'queue.email_box_pass' }
const UNREADABLE = 'cannot be read: it was changed, or the encryption key is another'

test.each(['hunter2', '', 'pässwörd 🔑', 'x'.repeat(10_000)])('"%.9s" comes back', (text) => {
  const encrypted = encrypt(text, lock)
  expect(encrypted).toMatch(/^v1\.[-\w]+$/)
  if (text) expect(encrypted).not.toContain(text)
  expect(decrypt(encrypted, lock)).toBe(text)
})

test('the same text looks different each time', () => {
  expect(encrypt('hunter2', lock)).not.toBe(encrypt('hunter2', lock))
})

test('with another secret, or in another place, it cannot be read, and the error says so', () => {
  const encrypted = encrypt('hunter2', lock)
  expect(() => decrypt(encrypted, { ...lock, secret: 'another' })).toThrow(UNREADABLE)
  expect(() => decrypt(encrypted, { ...lock, what: 'webhook.secret' })).toThrow(UNREADABLE)
})

test.each(['', 'hunter2', 'v1', 'v1.', 'v1.AAAA', 'v2.' + 'A'.repeat(60)])(
  '"%s" is nothing that was encrypted',
  (text) => expect(() => decrypt(text, lock)).toThrow(UNREADABLE),
)

test('what was changed by a single bit is refused', () => {
  const bytes = Buffer.from(encrypt('hunter2', lock).slice('v1.'.length), 'base64url')
  for (let at = 0; at < bytes.length; at += 1) {
    const changed = Buffer.from(bytes)
    changed[at]! ^= 1
    expect(() => decrypt(`v1.${changed.toString('base64url')}`, lock)).toThrow(UNREADABLE)
  }
})
