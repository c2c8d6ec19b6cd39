import { mayBeId } from '../../lib/ids.ts'
import { toInt } from '../../lib/python.ts'
import { Float, type Value, str, typeName } from '../../lib/value.ts'
import { type Field, type FieldOptions, accept, makeField, refuse } from './field.ts'

export interface ReferenceOptions<C> extends FieldOptions {
  /** Whether there is such a row. */
  exists: (id: number, context: C) => Promise<boolean>
}

/** The id of another row. Text and fractions are read as whole numbers; an empty text means none. */
export function primaryKeyField<C = unknown>(options: ReferenceOptions<C>): Field<number, C> {
  return makeField<number, C>(options, {
    type: 'field',
    metadata: {},
    blankIsNull: true,
    parse(value, context) {
      const id = readId(value)
      if (id === null) {
        return refuse(`Incorrect type. Expected pk value, received ${typeName(value)}.`)
      }
      const missing = refuse(`Invalid pk "${str(value)}" - object does not exist.`)
      if (typeof id === 'bigint' || !mayBeId(id)) return missing
      return {
        later: async () => ((await options.exists(id, context)) ? accept(id) : missing),
      }
    },
  })
}

/** The id that a value stands for, however large it is; null if it is none. */
export function readId(value: Value): number | bigint | null {
  if (typeof value === 'number' || typeof value === 'bigint') return value
  if (typeof value === 'string') return toInt(value)
  if (!(value instanceof Float) || !Number.isFinite(value.value)) return null
  const whole = Math.trunc(value.value) + 0
  return Number.isSafeInteger(whole) ? whole : BigInt(whole)
}
