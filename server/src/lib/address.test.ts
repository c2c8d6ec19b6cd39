import { expect, test } from 'vitest'
import { isEmail, isUrl } from './address.ts'

test.each([
  'a@b.co',
  'a+b@example.com',
  'A@EXAMPLE.COM',
  'a@localhost',
  '"a\\"b"@x.com',
  'a@[127.0.0.1]',
  'a@[::1]',
  'a@exämple.com',
  'a@x.рф',
  'a@x.xn--p1ai',
  `${'x'.repeat(313)}@b.co`,
])('mail can be sent to %s', (address) => {
  expect(isEmail(address)).toBe(true)
})

test.each([
  '',
  'a',
  'a@',
  '@b.co',
  'a@b',
  'a@b@c.de',
  'a..b@c.de',
  '.a@c.de',
  'a b@c.de',
  '"a b"@c.de',
  'ü@c.de',
  'a@c.de.',
  'a@-c.de',
  'a@c-.de',
  'a@c.d',
  'a@c.d1',
  'a@ex_ample.com',
  'a@[1.2.3]',
  'a@LOCALHOST',
  'Foo <a@b.co>',
  `${'x'.repeat(316)}@b.co`,
  `a@${'b'.repeat(64)}.com`,
])('mail cannot be sent to %s', (address) => {
  expect(isEmail(address)).toBe(false)
})

test.each([
  'http://example.com',
  'HTTPS://EXAMPLE.COM/Path',
  'ftp://example.com',
  'http://localhost:8000/x',
  'http://127.0.0.1',
  'http://[::1]:80/',
  'http://u:p@example.com/',
  'http://example.com:99999/',
  'http://exämple.com.',
  'http://example.com?a#b',
  'http://1.com',
])('%s is an address on the web', (url) => {
  expect(isUrl(url)).toBe(true)
})

test.each([
  '',
  'example.com',
  '//example.com',
  'http://',
  'http:/example.com',
  'ssh://x.com',
  'mailto:a@b.co',
  'javascript:alert(1)',
  'http://example',
  'http://a.b',
  'http://-a.com',
  'http://exa mple.com',
  'http://x.com/a b',
  'http://x.com\t',
  'http://01.2.3.4',
  'http://256.1.1.1',
  'http://[::g]',
  'http://[a@x.com',
  'http://u@p@x.com',
  'http://a℀b.com',
  'http://x.com:123456',
  `http://x.com/${'a'.repeat(2036)}`,
  `http://${`${'a'.repeat(60)}.`.repeat(4)}${'b'.repeat(10)}`,
])('%j is no address on the web', (url) => {
  expect(isUrl(url)).toBe(false)
})
