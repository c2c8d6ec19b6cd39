/** What counts as white space at the ends of a text, for use inside a regular expression's class. */
export const SPACE = String.raw`\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000`

/** Whether the character with this code is white space to the API's clients. */
export function isSpace(code: number): boolean {
  if (code <= 0x20) return (code >= 9 && code <= 13) || code >= 0x1c
  if (code < 0x2000) return code === 0x85 || code === 0xa0 || code === 0x1680
  if (code <= 0x200a) return true
  return [0x2028, 0x2029, 0x202f, 0x205f, 0x3000].includes(code)
}

/** Takes the white space off both ends; the byte order mark is none, four control characters are. */
export const strip = (text: string): string => trim(text, isSpace)

/** A loop, because a regular expression for the end takes time squared on long runs of spaces. */
function trim(text: string, isTrimmed: (code: number) => boolean): string {
  let start = 0
  let end = text.length
  while (start < end && isTrimmed(text.charCodeAt(start))) start++
  while (end > start && isTrimmed(text.charCodeAt(end - 1))) end--
  return start === 0 && end === text.length ? text : text.slice(start, end)
}

/** How many characters a text has, where one beyond U+FFFF counts as one. */
export function length(text: string): number {
  let pairs = 0
  for (let at = 0; at < text.length - 1; at++) {
    if ((text.charCodeAt(at) & 0xfc00) !== 0xd800) continue
    if ((text.charCodeAt(at + 1) & 0xfc00) === 0xdc00) {
      pairs++
      at++
    }
  }
  return text.length - pairs
}

/** Whether a text has more characters than this, without counting where that is plain. */
export const isLongerThan = (text: string, most: number): boolean =>
  text.length > most && length(text) > most

/** The first characters of a text, never half of one beyond U+FFFF. */
export function truncate(text: string, most: number): string {
  if (!isLongerThan(text, most)) return text
  let at = 0
  for (let kept = 0; kept < most; kept++) at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1
  return text.slice(0, at)
}

/** The same text with the digits of every script written as 0 to 9. */
export const asciiDigits = (text: string): string =>
  WIDE.test(text) ? text.replace(/\p{Nd}/gu, digitValue) : text

const DIGIT = /^\p{Nd}$/u

const values = new Map<string, string>()

function digitValue(digit: string): string {
  const known = values.get(digit) ?? findValue(digit)
  values.set(digit, known)
  return known
}

/** Digits stand in Unicode in runs of ten from zero on, so the distance to the run's start tells. */
function findValue(digit: string): string {
  const code = digit.codePointAt(0) ?? 0
  let start = code
  while (DIGIT.test(String.fromCodePoint(start - 1))) start--
  return String((code - start) % 10)
}

const WIDE = /[\u0080-\uffff]/
/** Among ASCII alone, the four separators that `strip` takes are no white space around a number. */
const isAsciiSpace = (code: number): boolean => code === 0x20 || (code >= 9 && code <= 13)
const INTEGER = /^[+-]?[0-9]+(?:_[0-9]+)*$/
const MOST_DIGITS = 4300

/** Reads a whole number as the API does: spaces around it, a sign, `1_000` and any script's digits. */
export function toInt(text: string): number | bigint | null {
  const plain = WIDE.test(text) ? asciiDigits(strip(text)) : trim(text, isAsciiSpace)
  if (plain.length > 2 * MOST_DIGITS || !INTEGER.test(plain)) return null
  const digits = plain.replaceAll('_', '')
  if (digits.length > MOST_DIGITS && digits.replace(/[+-]/, '').length > MOST_DIGITS) return null
  const value = Number(digits)
  // The sum makes -0 a 0.
  if (Number.isSafeInteger(value)) return value + 0
  return digits.startsWith('-') ? -BigInt(digits.slice(1)) : BigInt(digits.replace('+', ''))
}
