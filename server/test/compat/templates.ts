import { isNumber, isObject, type Json, type JsonObject, writeJson } from './json.ts'

/** What earlier steps of the scenario answered, by their names. */
export type Answers = ReadonlyMap<string, Json>

/** Fills in what a request takes from earlier answers: `path_template` makes `path`, and so on. */
export function filledIn(request: JsonObject, answers: Answers): JsonObject {
  const filled = { ...request }
  for (const [key, template] of Object.entries(request)) {
    if (!key.endsWith('_template')) continue
    const value = fill(template, answers)
    if (value !== undefined) filled[key.replace(/_template$/, '')] = value
  }
  return filled
}

/** Undefined when an answer that is asked for never came: then the value as recorded is used. */
function fill(template: Json, answers: Answers): Json | undefined {
  if (typeof template === 'string') return fillText(template, answers)
  if (Array.isArray(template)) {
    const items = template.map((item) => fill(item, answers))
    return items.includes(undefined) ? undefined : (items as Json[])
  }
  if (!isObject(template)) return template
  const entries = Object.entries(template).map(([key, value]) => [key, fill(value, answers)])
  return entries.some(([, value]) => value === undefined) ? undefined : Object.fromEntries(entries)
}

function fillText(text: string, answers: Answers): Json | undefined {
  const whole = /^\$\{([^}]+)\}$/.exec(text)?.[1]
  if (whole !== undefined) return find(whole, answers)
  let missing = false
  const filled = text.replaceAll(/\$\{([^}]+)\}/g, (_, reference: string) => {
    const value = find(reference, answers)
    missing ||= value === undefined
    if (value === undefined) return ''
    return isNumber(value) ? value.rawJSON : typeof value === 'string' ? value : writeJson(value)
  })
  return missing ? undefined : filled
}

/** Follows "step name.results[0].id". Names of steps may hold dots: the longest that fits is meant. */
function find(reference: string, answers: Answers): Json | undefined {
  const step = [...answers.keys()]
    .filter((name) => reference.startsWith(`${name}.`))
    .toSorted((a, b) => b.length - a.length)[0]
  if (step === undefined) return undefined
  let found: Json | undefined = answers.get(step)
  for (const key of reference.slice(step.length).match(/[^.[\]]+/g) ?? []) {
    if (Array.isArray(found)) found = found[Number(key)]
    else found = isObject(found) ? found[key] : undefined
  }
  return found
}
