import * as fc from 'fast-check'

/** Text of every kind that has ever troubled a parser. */
export const junkText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.constantFrom(
    '',
    '\u0000',
    'a\u0000b',
    '\ud800',
    '\udfff\ud800',
    '\ufeff',
    '\u202e',
    '0',
    '-1',
    '1e400',
    '9'.repeat(30),
    '٣',
    '²',
    'NaN',
    'Infinity',
    'null',
    'true',
    '[]',
    '{}',
    "'; drop table ticket; --",
    '{{ ticket.secret_key }}',
    '{% for a in b %}',
    '../../etc/passwd',
    '<script>alert(1)</script>',
    '2020-13-45T99:99:99Z',
    '0000-00-00',
    '9999999999 99:99:99.999999',
    '-P99999999999999999999D',
    'a@b',
    `${'a'.repeat(300)}@${'b'.repeat(300)}.example`,
    'http://[::1',
    '1.2.3.4.5',
  ),
  fc.constantFrom(201, 5000, 70_000).map((length) => 'ü'.repeat(length)),
)

const deep = fc.tuple(fc.constantFrom('[', '{"a":'), fc.constantFrom(3, 899, 901, 60_000))

/** A JSON value as it is written: right, odd, or none at all. */
export const junkJson: fc.Arbitrary<string> = fc.oneof(
  fc.json({ maxDepth: 3 }),
  junkText.map((text) => JSON.stringify(text)),
  fc.integer({ min: -3, max: 9 }).map(String),
  fc.constantFrom(
    'null',
    'true',
    'false',
    '-0',
    '0.0',
    '1e999',
    '-1e-999',
    '01',
    '9007199254740993',
    '9223372036854775808',
    `-${'9'.repeat(400)}`,
    '9'.repeat(4301),
    'NaN',
    '-Infinity',
    '"\\ud800"',
    '"\\u0000"',
    '"\\u12"',
    '"\u0001"',
    '"open',
    '[1,]',
    '{"a" 1}',
    '{"__proto__": {"id": 1}}',
    '["constructor"]',
  ),
  deep.map(([open, times]) => open.repeat(times)),
  deep.map(([open, times]) => `${open.repeat(times)}1${(open === '[' ? ']' : '}').repeat(times)}`),
)

/** Bytes that are no text, or text in another encoding. */
export const junkBytes = fc.oneof(
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  junkText.map((text) => Buffer.from(text, 'utf16le')),
  junkText.map((text) => Buffer.from(text, 'latin1')),
  junkText.map((text) => Buffer.from(`\ufeff${text}`)),
)
