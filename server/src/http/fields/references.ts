import { mayBeId } from '../../lib/ids.ts'
import { str, type Value, isDict, typeName } from '../../lib/value.ts'
import { accept, type Field, type FieldOptions, makeField, refuse } from './field.ts'
import { readId } from './reference.ts'

export interface ReferencesOptions<C> extends FieldOptions {
  /** Those of these ids that there is a row for: one query for all of them. */
  existing: (ids: number[], context: C) => Promise<readonly number[]>
}

const MOST = 1000

/**
 * The ids of other rows, each once, in their order: a list, a field of a form that is repeated, or
 * text with commas between them. An empty text means none.
 */
export function primaryKeysField<C = unknown>(options: ReferencesOptions<C>): Field<number[], C> {
  return makeField<number[], C>(options, {
    type: 'list',
    metadata: {},
    child: makeField<unknown>({}, { type: 'integer', metadata: {}, parse: accept }),
    parse(value, context) {
      const items = itemsOf(value)
      if (!items) return refuse(`Expected a list of items but got type "${typeName(value)}".`)
      if (items.length > MOST) return refuse(`At most ${MOST} can be given.`)
      const ids = new Map(items.map((item) => [str(item).trim(), readId(item)]))
      const wrong = items.filter((item) => ids.get(str(item).trim()) === null)
      if (wrong.length > 0) return refuse(...wrong.map(incorrect))
      return { later: () => check(ids as Map<string, number | bigint>, context) }
    },
  })

  async function check(ids: Map<string, number | bigint>, context: C) {
    const possible = [...new Set(ids.values())].filter(isPossible).toSorted((a, b) => a - b)
    const found = possible.length > 0 ? await options.existing(possible, context) : []
    const known = new Set<number | bigint>(found)
    const missing = [...ids].filter(([, id]) => !known.has(id))
    if (missing.length === 0) return accept(possible)
    return refuse(...missing.map(([text]) => `Invalid pk "${text}" - object does not exist.`))
  }
}

const isPossible = (id: number | bigint): id is number => typeof id === 'number' && mayBeId(id)

const incorrect = (item: Value) => `Incorrect type. Expected pk value, received ${typeName(item)}.`

function itemsOf(value: Value): Value[] | undefined {
  if (typeof value === 'string') return partsOf(value)
  if (!isList(value)) return undefined
  return value.flatMap<Value>((item) => (typeof item === 'string' ? partsOf(item) : [item]))
}

const isList = (value: Value): value is readonly Value[] => Array.isArray(value) && !isDict(value)

const partsOf = (text: string) => (text.trim() === '' ? [] : text.split(','))
