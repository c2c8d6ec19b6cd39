import { isDict, typeName, type Value } from '../../lib/value.ts'
import { accept, type Errors, type Field, type FieldOptions, makeField, refuse } from './field.ts'
import { charField } from './text.ts'

export interface TextsOptions extends FieldOptions {
  /** How many there may be. */
  most: number
  /** How long each may be. */
  maxLength: number
}

/** A list of texts, one at the least. What is wrong with one of them is told by its place in the list. */
export function textsField(options: TextsOptions): Field<string[], unknown> {
  const { most, maxLength } = options
  const child = charField<unknown>({ maxLength })
  return makeField<string[], unknown>(options, {
    type: 'list',
    metadata: { min_length: 1, max_length: most },
    child,
    parse(value) {
      if (!isList(value)) {
        return refuse(`Expected a list of items but got type "${typeName(value)}".`)
      }
      if (value.length === 0) return refuse('This list may not be empty.')
      if (value.length > most) {
        return refuse(`Ensure this field has no more than ${most} elements.`)
      }
      return readItems(value, child)
    },
  })
}

const isList = (value: Value): value is readonly Value[] => Array.isArray(value) && !isDict(value)

function readItems(items: readonly Value[], child: Field<string, unknown>) {
  const texts: string[] = []
  const errors: { [index: string]: string[] } = {}
  for (const [index, item] of items.entries()) {
    const read = item === null ? refuse('This field may not be null.') : child.parse(item, null)
    if ('later' in read) continue
    if (read.ok) texts.push(read.value)
    else errors[index] = listed(read.errors)
  }
  return Object.keys(errors).length > 0 ? { ok: false as const, errors } : accept(texts)
}

const listed = (errors: Errors): string[] => (Array.isArray(errors) ? errors : [])
