const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const PAD = 0x3d
const VALUE = new Int8Array(256).fill(-1)
for (let at = 0; at < ALPHABET.length; at++) VALUE[ALPHABET.charCodeAt(at)] = at

export type Base64Decoder = ReturnType<typeof base64Decoder>

/** Decodes base64 piece by piece: other characters are skipped, and what follows the padding. */
export function base64Decoder() {
  let bits = 0
  let digits = 0
  let pads = 0
  let over = false

  return {
    decode(piece: Uint8Array): Buffer {
      const bytes = Buffer.allocUnsafe(Math.ceil(piece.length * 0.75) + 1)
      let length = 0
      for (let at = 0; at < piece.length && !over; at++) {
        const code = piece[at] ?? 0
        if (code === PAD && digits >= 2) over = digits + ++pads >= 4
        const value = VALUE[code] ?? -1
        if (value < 0) continue
        pads = 0
        bits = ((bits << 6) | value) & 0xfff
        if (digits > 0) bytes[length++] = (bits >> (6 - 2 * digits)) & 0xff
        digits = (digits + 1) % 4
      }
      return bytes.subarray(0, length)
    },

    /** Whether the text may end here. */
    isComplete: () => over || digits === 0,
  }
}
