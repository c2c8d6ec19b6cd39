import { SPACE, strip } from '../python.ts'

const SPACES = new RegExp(`[${SPACE}]+`)

/** The words of a text, without the white space around them. */
export function words(text: string): string[] {
  const stripped = strip(text)
  return stripped === '' ? [] : stripped.split(SPACES)
}

const LINE_ENDS = new RegExp(String.raw`\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]`)

/** The lines of a text, without their ends; an end of the last line begins no further one. */
export function splitLines(text: string): string[] {
  const lines = text.split(LINE_ENDS)
  if (lines.at(-1) === '') lines.pop()
  return lines
}

/** The same text with its first character in upper case. */
export function capitalize(text: string): string {
  const [first = ''] = text
  return first.toUpperCase() + text.slice(first.length)
}

const BELOW = '\u0345'

/** Whether a character is a mark that is set above, below or into the one before it. */
export const isCombining = (char: string): boolean =>
  char > '\u02ff' && (char === BELOW || !`${BELOW}${char}`.normalize('NFD').startsWith(BELOW))

/** Every word's first letter in title case, the others in lower case. */
export const titleCase = (text: string): string =>
  text.replace(/\p{Cased}+/gu, (run) => {
    const [first = ''] = run
    // A letter in front tells a sigma at the end from one that stands alone.
    return titleLetter(first) + `a${run.slice(first.length)}`.toLowerCase().slice(1)
  })

/** Letters that are two in one have a title case that is neither upper nor lower. */
function titleLetter(letter: string): string {
  const code = letter.codePointAt(0) ?? 0
  if (code >= 0x1c4 && code <= 0x1cc) return 'ǅǈǋ'[Math.floor((code - 0x1c4) / 3)] ?? letter
  if (code >= 0x1f1 && code <= 0x1f3) return 'ǲ'
  if (code >= 0x10d0 && code <= 0x10ff) return letter
  const parts = letter.normalize('NFD')
  if (parts.length > 1 && parts.includes(BELOW)) {
    return (parts.replace(BELOW, '').toUpperCase() + BELOW).normalize('NFC')
  }
  const [first = '', ...rest] = letter.toUpperCase()
  return letter === 'ŉ' ? 'ʼN' : first + rest.join('').toLowerCase()
}
