import { strip } from '../python.ts'

export interface Token {
  kind: 'text' | 'variable' | 'comment' | 'block'
  /** What is between the marks, without the space around it; all of it for text. */
  content: string
}

const CLOSERS: Record<string, string> = { '%': '%}', '{': '}}', '#': '#}' }
const KINDS = { '%': 'block', '{': 'variable', '#': 'comment' } as const

/**
 * Cuts a template at its tags, which never reach over the end of a line. After `{% verbatim %}`
 * everything up to its end is text.
 */
export function* tokenize(template: string): Generator<Token> {
  let verbatimEnd: string | null = null
  let start = 0
  for (const [from, to] of tags(template)) {
    if (from > start) yield { kind: 'text', content: template.slice(start, from) }
    start = to
    const kind = KINDS[template[from + 1] as keyof typeof KINDS]
    const content = strip(template.slice(from + 2, to - 2))
    if (verbatimEnd !== null && (kind !== 'block' || content !== verbatimEnd)) {
      yield { kind: 'text', content: template.slice(from, to) }
      continue
    }
    if (verbatimEnd !== null) verbatimEnd = null
    else if (kind === 'block' && /^verbatim(?: |$)/.test(content)) verbatimEnd = `end${content}`
    yield { kind, content }
  }
  if (start < template.length) yield { kind: 'text', content: template.slice(start) }
}

/** Where tags begin and end. Each search goes on where the last one stopped, so this is linear. */
function* tags(template: string): Generator<[from: number, to: number]> {
  const found = new Map<string, number>()
  const next = (mark: string, from: number) => {
    const known = found.get(mark) ?? -1
    if (known >= from) return known
    const at = template.indexOf(mark, from)
    found.set(mark, at < 0 ? Infinity : at)
    return at < 0 ? Infinity : at
  }
  let at = template.indexOf('{')
  while (at >= 0) {
    const closer = CLOSERS[template[at + 1] ?? '']
    const end = closer === undefined ? Infinity : next(closer, at + 2)
    const isTag = end !== Infinity && end < next('\n', at + 2)
    if (isTag) yield [at, end + 2]
    at = template.indexOf('{', isTag ? end + 2 : at + 1)
  }
}
