import { TemplateError } from './error.ts'
import type { Expression, Term } from './expression.ts'
import { isDict, isMoment, isSafe, markSafe, sizeOf, textIn } from './value.ts'
import type { TemplateContext, Value } from './value.ts'
import { toInt } from '../python.ts'

/** What a template works with, and how much work it may still make. */
export interface Work {
  context: TemplateContext
  left: number
}

const CONSTANTS = new Map([
  ['True', true],
  ['False', false],
  ['None', null],
])
const MOMENT_PARTS = ['year', 'month', 'day', 'hour', 'minute', 'second', 'microsecond'] as const

/** The value that a placeholder comes to; a name that leads nowhere comes to an empty text. */
export function evaluate({ term, filters }: Expression, work: Work): Value {
  const found = valueOf(term, work)
  let value = found === undefined ? '' : found
  for (const { filter, argument } of filters) {
    spend(work, sizeOf(value))
    const given = argument === null ? undefined : valueOf(argument, work)
    if (argument !== null && given === undefined) throw new TemplateError('no such argument')
    const result = filter.apply(value, given)
    value = filter.keepsSafe && isSafe(value) ? markSafe(result) : result
  }
  return value
}

function spend(work: Work, characters: number) {
  work.left -= characters + 1
  if (work.left < 0) throw new TemplateError('too much work')
}

function valueOf(term: Term, work: Work): Value | undefined {
  if ('literal' in term) return term.literal
  const [first = ''] = term.path
  let current: Value | undefined = CONSTANTS.has(first) ? CONSTANTS.get(first) : work.context
  for (const step of CONSTANTS.has(first) ? term.path.slice(1) : term.path) {
    if (current === undefined) return undefined
    current = stepInto(current, step, work)
  }
  return current
}

function stepInto(value: Value, step: string, work: Work): Value | undefined {
  spend(work, 0)
  if (isDict(value)) return value.entries.get(step)
  if (isMoment(value)) {
    const part = MOMENT_PARTS.find((name) => name === step)
    return part && value[part]
  }
  const text = textIn(value)
  const index = text === null ? null : toInt(step)
  return text === null || index === null ? undefined : characterAt(text, Number(index), work)
}

function characterAt(text: string, index: number, work: Work): string | undefined {
  if (index >= text.length) return undefined
  spend(work, index)
  let at = 0
  for (const char of text) if (at++ === index) return char
  return undefined
}
