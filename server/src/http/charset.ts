import { isUtf8 } from 'node:buffer'

/** How bytes become text in one character set. */
export interface Charset {
  /** Bytes that mean nothing become U+FFFD. */
  decode: (bytes: Uint8Array) => string
  /** `null` when some bytes mean nothing. */
  decodeStrictly: (bytes: Uint8Array) => string | null
}

const asBuffer = (bytes: Uint8Array) =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)

export const utf8: Charset = {
  decode: (bytes) => asBuffer(bytes).toString('utf8'),
  decodeStrictly: (bytes) => (isUtf8(bytes) ? asBuffer(bytes).toString('utf8') : null),
}

export const latin1: Charset = {
  decode: (bytes) => asBuffer(bytes).toString('latin1'),
  decodeStrictly: (bytes) => asBuffer(bytes).toString('latin1'),
}

const ascii: Charset = {
  decode: (bytes) => latin1.decode(bytes).replace(/[\x80-\xff]/g, '\ufffd'),
  decodeStrictly: (bytes) => (bytes.every((byte) => byte < 0x80) ? latin1.decode(bytes) : null),
}

const fromLabel = (label: string, ignoreBOM = true): Charset => ({
  decode: (bytes) => new TextDecoder(label, { ignoreBOM }).decode(bytes),
  decodeStrictly: (bytes) => {
    try {
      return new TextDecoder(label, { ignoreBOM, fatal: true }).decode(bytes)
    } catch {
      return null
    }
  },
})

/** UTF-16 whose byte order mark, where there is one, says which way round it is. */
const utf16: Charset = {
  decode: (bytes) => utf16In(bytes).decode(bytes),
  decodeStrictly: (bytes) => utf16In(bytes).decodeStrictly(bytes),
}
const utf16In = (bytes: Uint8Array) =>
  fromLabel(bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-16le', false)

// The web's own table of names takes latin-1 and ASCII for windows-1252, which they are not.
const byName: Record<string, Charset> = {
  __proto__: null as never,
  'utf-8': utf8,
  utf8,
  utf: utf8,
  u8: utf8,
  'utf-8-sig': fromLabel('utf-8', false),
  'utf-16': utf16,
  utf16,
  u16: utf16,
  ascii,
  'us-ascii': ascii,
  '646': ascii,
  'ansi-x3.4-1968': ascii,
  latin: latin1,
  latin1,
  'latin-1': latin1,
  l1: latin1,
  'iso-8859-1': latin1,
  'iso8859-1': latin1,
  '8859': latin1,
  cp819: latin1,
}

/** Finds a character set by any of its usual names; `null` when nobody knows it. */
export function findCharset(name: string): Charset | null {
  const plain = name.toLowerCase().replace(/[_ ]/g, '-')
  const known = byName[plain]
  if (known) return known
  for (const label of [plain, plain.replace(/^cp-?(\d+)$/, 'windows-$1')]) {
    try {
      return fromLabel(new TextDecoder(label).encoding)
    } catch {
      // Not a name the platform knows either.
    }
  }
  return null
}
