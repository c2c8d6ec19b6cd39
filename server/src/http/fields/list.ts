import { type Value, isDict, typeName } from '../../lib/value.ts'
import { type Errors, type Field, type FieldOptions, accept, makeField, refuse } from './field.ts'

interface ListOptions<T> extends FieldOptions {
  /** How each item is read: a field that the database need not be asked about. */
  child: Field<T, unknown>
  /** How many items there may be. */
  most: number
}

/** A list of values of one kind. What is wrong with one of them is told by its place in the list. */
export function listField<T>({ child, most, ...options }: ListOptions<T>): Field<T[], unknown> {
  return makeField<T[], unknown>(options, {
    type: 'list',
    metadata: { max_length: most },
    child,
    parse(value) {
      if (!Array.isArray(value) || isDict(value)) {
        return refuse(`Expected a list of items but got type "${typeName(value)}".`)
      }
      if (value.length > most) {
        return refuse(`Ensure this field has no more than ${most} elements.`)
      }
      return readItems(value as Value[], child)
    },
  })
}

function readItems<T>(items: Value[], child: Field<T, unknown>) {
  const values: T[] = []
  const errors: { [index: string]: string[] } = {}
  for (const [index, item] of items.entries()) {
    const read = item === null ? refuse('This field may not be null.') : child.parse(item, null)
    if ('later' in read) throw new Error('The items of a list cannot ask the database.')
    if (read.ok) values.push(read.value)
    else errors[index] = listed(read.errors)
  }
  return Object.keys(errors).length > 0 ? { ok: false as const, errors } : accept(values)
}

const listed = (errors: Errors): string[] => (Array.isArray(errors) ? errors : [])
