import type { Charset } from './charset.ts'

const hexDigit = (code: number) => {
  if (code >= 48 && code <= 57) return code - 48
  const letter = code | 32
  return letter >= 97 && letter <= 102 ? letter - 87 : -1
}

const ASCII_RUN = /[^\x80-\uffff]+/g

/** Undoes percent-encoding; `%` without two hexadecimal digits behind it stays as it is. */
export function percentDecode(text: string, charset: Charset): string {
  if (!text.includes('%')) return text
  return text.replace(ASCII_RUN, (run) => {
    if (!run.includes('%')) return charset.decode(Buffer.from(run, 'latin1'))
    const bytes = Buffer.allocUnsafe(run.length)
    let length = 0
    for (let at = 0; at < run.length; at += 1) {
      let code = run.charCodeAt(at)
      if (code === 37 && at + 2 < run.length) {
        const high = hexDigit(run.charCodeAt(at + 1))
        const low = hexDigit(run.charCodeAt(at + 2))
        if (high >= 0 && low >= 0) {
          code = high * 16 + low
          at += 2
        }
      }
      bytes[length] = code
      length += 1
    }
    return charset.decode(bytes.subarray(0, length))
  })
}
