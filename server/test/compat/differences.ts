import { isObject, type Json, type JsonObject, writeJson } from './json.ts'

export interface Difference {
  at: string
  expected: string
  actual: string
}

/** Judges a value that changes from run to run: null when it is fine, undefined when it does not change. */
export type Judge = (path: string, expected: Json, actual: Json) => Difference | null | undefined

/** Where two JSON values differ: the order of keys and the form of numbers count. */
export function jsonDifferences(expected: Json, actual: Json, judge: Judge): Difference[] {
  return walk(expected, actual, '$')

  function walk(wanted: Json, got: Json, path: string): Difference[] {
    const judged = judge(path, wanted, got)
    if (judged !== undefined) return judged ? [judged] : []
    if (Array.isArray(wanted) && Array.isArray(got)) return lists(wanted, got, path)
    if (isObject(wanted) && isObject(got)) return objects(wanted, got, path)
    const [a, b] = [writeJson(wanted), writeJson(got)]
    return a === b ? [] : [{ at: path, expected: a, actual: b }]
  }

  function lists(wanted: Json[], got: Json[], path: string): Difference[] {
    const counts = { at: `${path} (length)`, expected: `${wanted.length}`, actual: `${got.length}` }
    const found: Difference[] = wanted.length === got.length ? [] : [counts]
    for (const [index, value] of wanted.entries()) {
      const other = got[index]
      if (other !== undefined) found.push(...walk(value, other, `${path}[${index}]`))
    }
    return found
  }

  function objects(wanted: JsonObject, got: JsonObject, path: string): Difference[] {
    const found = Object.entries(wanted).flatMap(([key, value]) => {
      const [at, other] = [`${path}.${key}`, got[key]]
      if (other !== undefined) return walk(value, other, at)
      return [{ at, expected: writeJson(value), actual: 'nothing' }]
    })
    for (const [key, value] of Object.entries(got)) {
      if (key in wanted) continue
      found.push({ at: `${path}.${key}`, expected: 'nothing', actual: writeJson(value) })
    }
    const [order, otherOrder] = [common(wanted, got), common(got, wanted)]
    if (order !== otherOrder) {
      found.push({ at: `${path} (order of keys)`, expected: order, actual: otherOrder })
    }
    return found
  }
}

const common = (one: JsonObject, other: JsonObject) =>
  Object.keys(one)
    .filter((key) => key in other)
    .join(', ')
