import { length } from '../lib/python.ts'
import { type Dict, Float, type Value } from '../lib/value.ts'

/** A body that is no JSON. The message says what was expected, and where. */
export class JsonError extends Error {
  override name = 'JsonError'
}

/** How deep lists and objects may be nested; deeper ones could exhaust the stack. */
const MOST_LEVELS = 900
const MOST_DIGITS = 4300

const SPACES = /[ \t\n\r]*/y
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?/y
const FRACTION = /[.eE]/
const HEX = /^[0-9a-fA-F]{4}$/
const NOT_FINITE = ['NaN', 'Infinity', '-Infinity']
const ESCAPES: Record<string, string | undefined> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
}

interface Reader {
  readonly text: string
  at: number
  level: number
}

/**
 * Reads a JSON text. Numbers with a fraction or an exponent become `Float`, whole ones beyond 2^53
 * bigints; of two equal keys the last counts; objects have no prototype.
 */
export function parseJson(text: string): Value {
  if (text.startsWith('\ufeff')) {
    throw fault(text, 0, 'Unexpected UTF-8 BOM (decode using utf-8-sig)')
  }
  const reader: Reader = { text, at: 0, level: 0 }
  skipSpaces(reader)
  const value = readValue(reader)
  skipSpaces(reader)
  if (reader.at < text.length) throw fault(text, reader.at, 'Extra data')
  return value
}

function skipSpaces(reader: Reader) {
  if (reader.text.charCodeAt(reader.at) > 0x20) return
  SPACES.lastIndex = reader.at
  SPACES.test(reader.text)
  reader.at = SPACES.lastIndex
}

function readValue(reader: Reader): Value {
  switch (reader.text[reader.at]) {
    case '"':
      return readString(reader)
    case '{':
      return nested(reader, readObject)
    case '[':
      return nested(reader, readList)
    case 't':
      return readWord(reader, 'true', true)
    case 'f':
      return readWord(reader, 'false', false)
    case 'n':
      return readWord(reader, 'null', null)
    default:
      return readNumber(reader)
  }
}

function readWord<T>(reader: Reader, word: string, value: T): T {
  if (!reader.text.startsWith(word, reader.at)) throw expected(reader, 'Expecting value')
  reader.at += word.length
  return value
}

function nested<T>(reader: Reader, read: (reader: Reader) => T): T {
  reader.level++
  if (reader.level > MOST_LEVELS) throw expected(reader, `More than ${MOST_LEVELS} levels`)
  reader.at++
  skipSpaces(reader)
  const value = read(reader)
  reader.at++
  reader.level--
  return value
}

function readObject(reader: Reader): Dict {
  const dict: Dict = Object.create(null)
  if (reader.text[reader.at] === '}') return dict
  while (true) {
    if (reader.text[reader.at] !== '"') {
      throw expected(reader, 'Expecting property name enclosed in double quotes')
    }
    const key = readString(reader)
    skipSpaces(reader)
    if (reader.text[reader.at] !== ':') throw expected(reader, "Expecting ':' delimiter")
    reader.at++
    skipSpaces(reader)
    dict[key] = readValue(reader)
    if (!hasMore(reader, '}')) return dict
  }
}

function readList(reader: Reader): Value[] {
  const list: Value[] = []
  if (reader.text[reader.at] === ']') return list
  while (true) {
    list.push(readValue(reader))
    if (!hasMore(reader, ']')) return list
  }
}

/** Goes to what follows the next comma, or stays at the closing bracket. */
function hasMore(reader: Reader, close: string): boolean {
  skipSpaces(reader)
  const next = reader.text[reader.at]
  if (next === close) return false
  if (next !== ',') throw expected(reader, "Expecting ',' delimiter")
  reader.at++
  skipSpaces(reader)
  return true
}

function readString(reader: Reader): string {
  const { text } = reader
  const start = reader.at++
  let value = ''
  while (true) {
    const end = endOfPlain(text, reader.at)
    if (end > reader.at) value += text.slice(reader.at, end)
    reader.at = end
    if (end >= text.length) throw fault(text, start, 'Unterminated string starting at')
    if (text[end] === '"') break
    if (text[end] !== '\\') throw expected(reader, 'Invalid control character at')
    value += readEscape(reader, start)
  }
  reader.at++
  return value
}

/** Where a quote, a backslash, a control character or the end of the text is next. */
function endOfPlain(text: string, start: number): number {
  let at = start
  let code = text.charCodeAt(at)
  while (code >= 0x20 && code !== 0x22 && code !== 0x5c) code = text.charCodeAt(++at)
  return at
}

function readEscape(reader: Reader, start: number): string {
  const { text } = reader
  const letter = text[reader.at + 1]
  if (letter === undefined) throw fault(text, start, 'Unterminated string starting at')
  const char = ESCAPES[letter]
  if (char !== undefined) {
    reader.at += 2
    return char
  }
  if (letter !== 'u') throw expected(reader, 'Invalid \\escape')
  const hex = text.slice(reader.at + 2, reader.at + 6)
  // A text that ends right after the four digits is told as a bad escape, not as an open string.
  if (!HEX.test(hex) || reader.at + 6 >= text.length) {
    throw fault(text, reader.at + 1, 'Invalid \\uXXXX escape')
  }
  reader.at += 6
  return String.fromCharCode(Number.parseInt(hex, 16))
}

function readNumber(reader: Reader): Value {
  const { text } = reader
  const start = reader.at
  NUMBER.lastIndex = start
  if (!NUMBER.test(text)) throw notANumber(reader)
  reader.at = NUMBER.lastIndex
  const digits = text.slice(start, reader.at)
  return FRACTION.test(digits) ? new Float(Number(digits)) : readInt(digits)
}

function notANumber(reader: Reader): JsonError {
  const constant = NOT_FINITE.find((word) => reader.text.startsWith(word, reader.at))
  if (!constant) return expected(reader, 'Expecting value')
  return new JsonError(`Out of range float values are not JSON compliant: '${constant}'`)
}

function readInt(digits: string): number | bigint {
  if (digits.length < 16) return Number(digits) + 0
  const count = digits.replace('-', '').length
  if (count > MOST_DIGITS) {
    throw new JsonError(
      `Exceeds the limit (${MOST_DIGITS} digits) for integer string conversion: value has ${count} digits; use sys.set_int_max_str_digits() to increase the limit`,
    )
  }
  const value = BigInt(digits)
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value
}

const expected = (reader: Reader, message: string) => fault(reader.text, reader.at, message)

/** Positions count characters, where one beyond U+FFFF is one and not two. */
function fault(text: string, at: number, message: string): JsonError {
  const before = text.slice(0, at)
  let line = 1
  for (let end = -1; (end = before.indexOf('\n', end + 1)) >= 0;) line += 1
  const column = length(before.slice(before.lastIndexOf('\n') + 1)) + 1
  return new JsonError(`${message}: line ${line} column ${column} (char ${length(before)})`)
}

/** A whole number that JSON.stringify writes with all of its digits. */
export function jsonNumber(value: number | bigint): unknown {
  return typeof value === 'number' ? value : rawJson(String(value))
}

const rawJson = (JSON as unknown as { rawJSON: (text: string) => unknown }).rawJSON
