import { formatMoment } from './date-format.ts'
import { TemplateError } from './error.ts'
import { evaluate } from './evaluate.ts'
import { type Expression, parseExpression } from './expression.ts'
import { checkSize, MOST_WORK } from './limits.ts'
import { showFloat } from './number-format.ts'
import { type Token, tokenize } from './tokens.ts'
import { Float } from '../value.ts'
import { escapeOnce, isMoment } from './value.ts'
import type { TemplateContext, Value } from './value.ts'

const TAG = /\{[{#%]|%\}/

/**
 * Fills in the placeholders of a text: `{{ ticket.title|upper }}`. What they yield is escaped for
 * HTML, comments (`{# … #}`) go, and `{% … %}` stays. A text with a mistake in it stays as it is.
 */
export function renderTemplate(text: string, context: TemplateContext): string {
  if (!TAG.test(text)) return text
  try {
    return render(neutralize(text), context)
  } catch (error) {
    if (error instanceof TemplateError) return text
    throw error
  }
}

/** Nothing is ever run: every `{% … %}` is put between marks that show it as it is. */
const neutralize = (text: string) =>
  text.replace(/\{%|%\}/g, (mark) => (mark === '{%' ? '{% verbatim %}{%' : '%}{% endverbatim %}'))

function render(template: string, context: TemplateContext): string {
  const work = { context, left: MOST_WORK }
  let added = 0
  const shown = parse(template).map((part) => {
    if (typeof part === 'string') return part
    const text = show(evaluate(part, work))
    added += text.length
    checkSize(added)
    return text
  })
  return shown.join('')
}

/** Numbers and moments are shown as people write them. */
function show(value: Value): string {
  if (isMoment(value)) return formatMoment(value, 'DATETIME_FORMAT')
  return value instanceof Float ? showFloat(value.value) : escapeOnce(value)
}

/** The whole template is read before any of it is rendered, as a mistake at its end counts, too. */
function parse(template: string): (string | Expression)[] {
  const parts: (string | Expression)[] = []
  let isVerbatim = false
  for (const token of tokenize(template)) {
    if (token.kind === 'block') {
      isVerbatim = isStart(token, isVerbatim)
    } else if (token.kind === 'variable') parts.push(parseExpression(token.content))
    else if (token.kind === 'text') parts.push(token.content)
  }
  if (isVerbatim) throw new TemplateError('a block without an end')
  return parts
}

function isStart({ content }: Token, isVerbatim: boolean): boolean {
  const [name] = content.split(' ', 1)
  if (name !== (isVerbatim ? 'endverbatim' : 'verbatim')) throw new TemplateError('no such block')
  return !isVerbatim
}
