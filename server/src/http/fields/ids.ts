import { mayBeId } from '../../lib/ids.ts'
import { type Dict, isDict, str, type Value, typeName } from '../../lib/value.ts'
import { accept, type Field, type FieldOptions, makeField, refuse, type Settled } from './field.ts'
import { integerField } from './number.ts'

const ID = integerField()

/** The id of a row; whether there is such a row is for whoever looks it up. */
export const idField = (options: FieldOptions = {}): Field<number, unknown> =>
  makeField<number, unknown>(options, { type: 'integer', metadata: {}, parse: readId })

function readId(value: Value): Settled<number> {
  const read = value === null ? refuse('This field may not be null.') : ID.parse(value, null)
  if ('later' in read || !read.ok) return read as Settled<number>
  return mayBeId(read.value)
    ? accept(Number(read.value))
    : refuse(`Invalid pk "${str(value)}" - object does not exist.`)
}

/** Ids of rows, from one to `most`; one that comes twice counts once. */
export function idListField(options: FieldOptions & { most: number }): Field<number[], unknown> {
  const { most } = options
  return makeField<number[], unknown>(options, {
    type: 'list',
    metadata: { max_length: most },
    child: ID,
    parse(value) {
      if (!Array.isArray(value)) {
        return refuse(`Expected a list of items but got type "${typeName(value)}".`)
      }
      if (value.length === 0) return refuse('This list may not be empty.')
      if (value.length > most) return refuse(`Ensure this field has no more than ${most} elements.`)
      const read = settleAll(Object.entries(value as Value[]))
      return read.ok ? accept([...new Set(Object.values(read.value))]) : read
    },
  })
}

/** Ids by these names, any of which may be left out. */
export function idsByNameField(
  options: FieldOptions & { names: readonly string[] },
): Field<Record<string, number>, unknown> {
  const { names } = options
  return makeField<Record<string, number>, unknown>(options, {
    type: 'nested object',
    metadata: {},
    fields: Object.fromEntries(names.map((name) => [name, integerField({ required: false })])),
    parse(value) {
      if (!isDict(value)) {
        return refuse(`Expected a dictionary of items but got type "${typeName(value)}".`)
      }
      const unknown = Object.keys(value as Dict).filter((name) => !names.includes(name))
      if (unknown.length === 0) return settleAll(Object.entries(value))
      const errors = unknown.map((name) => [name, ['There is no such field here.']])
      return { ok: false, errors: Object.fromEntries(errors) }
    },
  })
}

function settleAll(entries: [string, Value][]): Settled<Record<string, number>> {
  const read = entries.map(([name, value]) => [name, readId(value)] as const)
  const wrong = read.flatMap(([name, one]) => (one.ok ? [] : [[name, one.errors]]))
  if (wrong.length > 0) return { ok: false, errors: Object.fromEntries(wrong) }
  return accept(
    Object.fromEntries(read.flatMap(([name, one]) => (one.ok ? [[name, one.value]] : []))),
  )
}
