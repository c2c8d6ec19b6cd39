import { type Filter, plain, withArgument, withOption } from '../filter.ts'
import { checkSize } from '../limits.ts'
import { TemplateError } from '../error.ts'
import { escape, escapeOnce, isDict, isList, isSafe, markSafe } from '../value.ts'
import { requireText, safe, str, textIn, type Value } from '../value.ts'

/** Filters that make HTML, or make text fit to stand in something else. */
export const htmlFilters: Record<string, Filter> = {
  escape: plain((value) => safe(escapeOnce(value)), true),
  escapejs: plain((value) => safe(str(value).replace(SCRIPT, scriptEscape))),
  force_escape: plain((value) => safe(escape(str(value))), true),
  iriencode: plain((value) => quote(str(value), "/#%[]=:;$&()+,!?*@'~"), true),
  join: withArgument(join, true),
  linebreaks: plain((value) => {
    const paragraphs = newlines(value).split(/\n{2,}/)
    return safe(paragraphs.map((text) => `<p>${breaks(text, isSafe(value))}</p>`).join('\n\n'))
  }, true),
  linebreaksbr: plain((value) => safe(breaks(newlines(value), isSafe(value))), true),
  linenumbers: plain(numberLines, true),
  safe: plain(markSafe, true),
  striptags: plain((value) => stripTags(str(value)), true),
  urlencode: withOption((value, unescaped) =>
    quote(str(value), unescaped === undefined || unescaped === null ? '/' : requireText(unescaped)),
  ),
}

// oxlint-disable-next-line no-control-regex
const SCRIPT = /[\0-\x1f\\'"><&=\-;`\u2028\u2029]/g
const scriptEscape = (char: string) =>
  `\\u${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`

const newlines = (value: Value) => str(value).replace(/\r\n?/g, '\n')

const breaks = (text: string, isHtml: boolean) =>
  (isHtml ? text : escape(text)).replaceAll('\n', '<br>')

function join(value: Value, argument: Value): Value {
  const items = itemsIn(value)
  if (items === null) return value
  const separator = escapeOnce(argument)
  checkSize(separator.length * items.length)
  return safe(items.map(escape).join(separator))
}

function itemsIn(value: Value): readonly string[] | null {
  if (isDict(value)) return [...value.entries.keys()]
  if (isList(value)) return value
  const text = textIn(value)
  return text === null ? null : [...text]
}

function numberLines(value: Value): Value {
  const lines = str(value).split('\n')
  const width = String(lines.length).length
  checkSize(lines.length * (width + 2))
  const numbered = lines.map((line, index) => {
    const number = String(index + 1).padStart(width, '0')
    return `${number}. ${isSafe(value) ? line : escape(line)}`
  })
  return safe(numbered.join('\n'))
}

/** Percent-encodes everything but letters, digits, `_.-~` and `unescaped`. */
const quote = (text: string, unescaped: string): string =>
  encodeURIComponent(text.toWellFormed())
    .replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
    .replace(/%[0-7][0-9A-F]/g, (code) => {
      const char = String.fromCharCode(Number.parseInt(code.slice(1), 16))
      return unescaped.includes(char) ? char : code
    })

const ATTRIBUTE = String.raw`\s+[a-z-]+(?:=(?:"[^"<>&]*"|'[^'<>&]*'|[\w.:/-]+))?`
const TAG = new RegExp(
  String.raw`<[a-z][a-z0-9]*(?:${ATTRIBUTE})*\s*/?>|</[a-z][a-z0-9]*\s*>`,
  'gi',
)
/** An entity that lacks its end: what it is depends on what follows. */
const UNFINISHED = /&(?!(?:[a-z][a-z0-9]*|#[0-9]+|#x[0-9a-f]+);|[^a-z#]|$)/i
const RAW_CONTENT =
  /^<\/?(?:script|style|textarea|title|xmp|iframe|noembed|noframes|noscript|plaintext)\b/i

/** Takes out plain tags. Where it takes a browser to tell what is one, the template is left alone. */
function stripTags(text: string): string {
  if (!text.includes('<') || !text.includes('>')) return text
  if (UNFINISHED.test(text)) throw new TemplateError('HTML that is not plain')
  const stripped = text.replace(TAG, (tag) => {
    if (RAW_CONTENT.test(tag)) throw new TemplateError('HTML that is not plain')
    return ''
  })
  if (/<[a-z/!?]/i.test(stripped)) throw new TemplateError('HTML that is not plain')
  return stripped
}
