import { type Difference, jsonDifferences, type Judge } from './differences.ts'
import { isObject, type Json, objectAt, parseJson, textAt } from './json.ts'
import type { Step } from './read.ts'
import type { Answer } from './send.ts'

const COMPARED_HEADERS = ['content-type', 'allow', 'www-authenticate', 'location', 'vary']

/** What of an answer is not as it was recorded. */
export function answerDifferences(step: Step, answer: Answer, judge: Judge): Difference[] {
  const status = textAt(step.response, 'status') ?? ''
  const found: Difference[] = []
  if (status !== String(answer.status)) {
    found.push({ at: 'status', expected: status, actual: String(answer.status) })
  }
  if (step.compare === 'status') return found
  return [...found, ...headerDifferences(step, answer), ...bodyDifferences(step, answer, judge)]
}

function headerDifferences({ response }: Step, { headers }: Answer): Difference[] {
  if (!isObject(response['headers'])) return []
  const recorded = objectAt(response, 'headers')
  return COMPARED_HEADERS.flatMap((name) => {
    const expected = textAt(recorded, name) ?? 'nothing'
    const actual = headers.filter(([header]) => header === name).map(([, value]) => value)
    const text = actual.length > 0 ? actual.join(', ') : 'nothing'
    return text === expected ? [] : [{ at: `header ${name}`, expected, actual: text }]
  })
}

function bodyDifferences({ request, response }: Step, answer: Answer, judge: Judge): Difference[] {
  const text = answer.body.toString()
  if (response['empty'] === true) {
    return text === '' ? [] : [{ at: 'body', expected: 'nothing', actual: cut(text) }]
  }
  const expected = response['body']
  if (expected === undefined || response['html_omitted'] === true) return []
  const actual = parsed(text)
  if (actual === undefined) return [{ at: 'body', expected: 'JSON', actual: cut(text) }]
  const options = textAt(request, 'method') === 'OPTIONS'
  return options
    ? jsonDifferences(withoutTexts(expected), withoutTexts(actual), judge)
    : jsonDifferences(expected, actual, judge)
}

/** The body of an answer as JSON, or undefined when it is none. */
export function parsed(text: string): Json | undefined {
  try {
    return parseJson(text)
  } catch {
    return undefined
  }
}

/** Texts for people are each helpdesk's own; a field may be called the same, and stays. */
function withoutTexts(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutTexts)
  if (!isObject(value)) return value
  const kept = Object.entries(value).filter(
    ([key, content]) =>
      !(['description', 'help_text'].includes(key) && typeof content === 'string'),
  )
  return Object.fromEntries(kept.map(([key, content]) => [key, withoutTexts(content)]))
}

const cut = (text: string) => (text.length > 300 ? `${text.slice(0, 300)}…` : text)
