import { malformed } from '../lib/errors.ts'
import { strip } from '../lib/python.ts'
import { findCharset } from './charset.ts'
import { percentDecode } from './percent.ts'

export interface HeaderParameters {
  /** What stands before the first semicolon, in lower case. */
  value: string
  parameters: Map<string, string>
}

/** Takes apart `form-data; name="a"; filename*=UTF-8''b.txt`; `null` when an encoded value is odd. */
export function headerParameters(line: string): HeaderParameters | null {
  const [first = '', ...rest] = pieces(line)
  const parameters = new Map<string, string>()
  for (const piece of rest) {
    const equals = piece.indexOf('=')
    if (equals < 0) continue
    const name = strip(piece.slice(0, equals)).toLowerCase()
    const value = unquote(strip(piece.slice(equals + 1)))
    if (!name.endsWith('*')) parameters.set(name, value)
    else {
      const decoded = piece.split("'").length === 3 ? decodeExtended(value) : value
      if (decoded === null) return null
      parameters.set(name.slice(0, -1), decoded)
    }
  }
  return { value: first.toLowerCase(), parameters }
}

/** Cuts at the semicolons that are not inside quotes. */
function* pieces(line: string): Generator<string> {
  let start = 0
  let quoted = false
  for (let at = 0; at < line.length; at++) {
    const code = line.charCodeAt(at)
    if (code === 0x22 && line.charCodeAt(at - 1) !== 0x5c) quoted = !quoted
    if (code !== 0x3b || quoted) continue
    yield strip(line.slice(start, at))
    start = at + 1
  }
  yield strip(line.slice(start))
}

function unquote(value: string): string {
  if (value.length < 2 || !value.startsWith('"') || !value.endsWith('"')) return value
  return value.slice(1, -1).replaceAll('\\\\', '\\').replaceAll('\\"', '"')
}

/** `UTF-8'en'b%20c.txt`: the character set, the language, and the text in it. */
function decodeExtended(value: string): string | null {
  const [name, , text] = value.split("'")
  if (name === undefined || text === undefined) return null
  if (!text.includes('%')) return text
  const charset = findCharset(name)
  if (!charset) throw malformed(`Multipart form parse error - Unknown character set: ${name}`)
  return percentDecode(text, charset)
}
