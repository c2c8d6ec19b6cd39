import { malformed } from '../lib/errors.ts'
import { findCharset, latin1, utf8, type Charset } from './charset.ts'
import { percentDecode } from './percent.ts'

/** More than any form has, and few enough to be read in no time. */
export const MAX_FIELDS = 1000

/**
 * Reads `a=1&b=2`, a query string or a body, into its fields in order; a field may come repeatedly.
 * `charset` is the name the sender gave, if any; one that nobody knows counts as UTF-8.
 */
export function parseUrlencoded(
  source: string | Uint8Array,
  charset = 'utf-8',
  maxFields = MAX_FIELDS,
): [name: string, value: string][] {
  const set = findCharset(charset) ?? utf8
  const text = typeof source === 'string' ? source : toText(source, set)
  if (text === '') return []
  const fields = text.split('&', maxFields + 1)
  if (fields.length > maxFields) throw malformed(`A form may have at most ${maxFields} fields.`)
  return fields.filter(Boolean).map((field) => toField(field, set))
}

/** Bytes beyond ASCII should not be there, but they are read as what was probably meant. */
const toText = (bytes: Uint8Array, charset: Charset) =>
  charset.decodeStrictly(bytes) ?? latin1.decode(bytes)

function toField(field: string, charset: Charset): [string, string] {
  const equals = field.indexOf('=')
  const [name, value] = equals < 0 ? [field, ''] : [field.slice(0, equals), field.slice(equals + 1)]
  return [decode(name, charset), decode(value, charset)]
}

const decode = (text: string, charset: Charset) => percentDecode(text.replaceAll('+', ' '), charset)
