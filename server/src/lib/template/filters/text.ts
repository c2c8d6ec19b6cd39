import { capitalize, isCombining, splitLines, titleCase, words } from '../characters.ts'
import { type Filter, plain, withArgument } from '../filter.ts'
import { checkSize } from '../limits.ts'
import { length } from '../../python.ts'
import { count, isSafe, markSafe, requireText, str, toInteger } from '../value.ts'
import { wrapLine } from '../wrap.ts'
import { TemplateError } from '../error.ts'

const pad = (place: (text: string, blanks: number, width: number) => [number, number]) =>
  withArgument((value, argument) => {
    const text = str(value)
    const width = count(argument)
    const blanks = width - length(text)
    if (blanks <= 0) return text
    checkSize(width)
    const [before, after] = place(text, blanks, width)
    return ' '.repeat(before) + text + ' '.repeat(after)
  }, true)

/** Filters that change text and know nothing of HTML. */
export const textFilters: Record<string, Filter> = {
  addslashes: plain((value) => str(value).replace(/[\\"']/g, String.raw`\$&`), true),
  capfirst: plain((value) => capitalize(str(value)), true),
  center: pad((_, blanks, width) => {
    const before = Math.floor(blanks / 2) + (blanks & width & 1)
    return [before, blanks - before]
  }),
  cut: withArgument((value, argument) => {
    const rest = str(value).replaceAll(requireText(argument), '')
    return isSafe(value) && requireText(argument) !== ';' ? markSafe(rest) : rest
  }),
  ljust: pad((_, blanks) => [0, blanks]),
  lower: plain((value) => str(value).toLowerCase(), true),
  phone2numeric: plain(
    (value) => requireText(value).toLowerCase().replace(/[a-z]/g, phoneKey),
    true,
  ),
  rjust: pad((_, blanks) => [blanks, 0]),
  slugify: plain((value) => slugify(str(value)), true),
  title: plain((value) => toTitle(str(value)), true),
  truncatechars: withArgument((value, argument) => {
    const most = toInteger(argument)
    return most === null ? str(value) : truncate(str(value), Number(most))
  }, true),
  truncatewords: withArgument((value, argument) => {
    const most = toInteger(argument)
    return most === null ? str(value) : truncateWords(str(value), Number(most))
  }, true),
  upper: plain((value) => str(value).toUpperCase()),
  wordcount: plain((value) => words(str(value)).length),
  wordwrap: withArgument((value, argument) => wrap(str(value), count(argument)), true),
}

const PHONE_KEYS = '22233344455566677778889999'
const phoneKey = (letter: string) => PHONE_KEYS[letter.charCodeAt(0) - 97] ?? letter

const slugify = (text: string): string =>
  words(text.normalize('NFKD').replace(/[\x80-\uffff]/g, ''))
    .join('-')
    .toLowerCase()
    .replace(/[^\w-]/g, '')
    .replace(/-+/g, '-')
    .replace(/^[-_]+|[-_]+$/g, '')

const toTitle = (text: string): string =>
  titleCase(text)
    .replace(/[a-z]'[A-Z]/g, (match) => match.toLowerCase())
    .replace(/\p{Nd}[A-Z]/gu, (match) => match.toLowerCase())

/** The ellipsis counts, combining marks do not. */
function truncate(text: string, most: number): string {
  if (most <= 0) return ''
  const composed = text.normalize('NFC')
  let shown = 0
  let end = 0
  let at = 0
  for (const char of composed) {
    if (!isCombining(char)) {
      shown++
      if (shown === most) end = at
      if (shown > most) return `${composed.slice(0, end)}…`
    }
    at += char.length
  }
  return composed
}

function truncateWords(text: string, most: number): string {
  if (most <= 0) return ''
  const all = words(text)
  if (all.length <= most) return all.join(' ')
  const kept = all.slice(0, most).join(' ')
  return kept.endsWith(' …') ? kept : `${kept} …`
}

function wrap(text: string, width: number): string {
  const lines = splitLines(text)
  if (lines.length > 0 && width <= 0) throw new TemplateError('no width to wrap to')
  const wrapped = lines.flatMap((line) => {
    const parts = wrapLine(line, width)
    return parts.length > 0 ? parts : [line]
  })
  if (text.endsWith('\n')) wrapped.push('')
  return wrapped.join('\n')
}
