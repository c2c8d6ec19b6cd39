const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Bytes that are no UTF-8. The message says which, and where. */
export class DecodeError extends Error {
  override name = 'DecodeError'
}

/** Reads UTF-8, a byte order mark included. What an unfinished last character holds is dropped. */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes)
  } catch {
    return decoder.decode(bytes.subarray(0, findUnfinished(bytes)))
  }
}

function findUnfinished(bytes: Uint8Array): number {
  let at = 0
  while (at < bytes.length) {
    const size = sizeOf(bytes[at] ?? 0)
    if (size === 0) throw fault(bytes, at, 1, 'invalid start byte')
    const good = goodBytes(bytes, at, size)
    if (good < size) {
      if (at + good === bytes.length) return at
      throw fault(bytes, at, good, 'invalid continuation byte')
    }
    at += size
  }
  return at
}

/** How many bytes a character takes that starts with this one; 0 if none does. */
function sizeOf(first: number): number {
  if (first < 0x80) return 1
  if (first < 0xc2) return 0
  if (first < 0xe0) return 2
  if (first < 0xf0) return 3
  return first < 0xf5 ? 4 : 0
}

function goodBytes(bytes: Uint8Array, at: number, size: number): number {
  for (let good = 1; good < size; good++) {
    const byte = bytes[at + good]
    if (byte === undefined) return good
    const [least, most] = good === 1 ? secondByte(bytes[at] ?? 0) : [0x80, 0xbf]
    if (byte < least || byte > most) return good
  }
  return size
}

/** Overlong forms, surrogates and what lies beyond U+10FFFF show in the second byte. */
function secondByte(first: number): [number, number] {
  if (first === 0xe0) return [0xa0, 0xbf]
  if (first === 0xed) return [0x80, 0x9f]
  if (first === 0xf0) return [0x90, 0xbf]
  return first === 0xf4 ? [0x80, 0x8f] : [0x80, 0xbf]
}

function fault(bytes: Uint8Array, at: number, count: number, reason: string): DecodeError {
  const byte = (bytes[at] ?? 0).toString(16).padStart(2, '0')
  const what =
    count === 1 ? `byte 0x${byte} in position ${at}` : `bytes in position ${at}-${at + count - 1}`
  return new DecodeError(`'utf-8' codec can't decode ${what}: ${reason}`)
}
