import { Float, type Value, str } from '../../lib/value.ts'
import { type Field, type FieldOptions, accept, makeField, refuse } from './field.ts'

export interface Choice<T> {
  value: T
  label: string
}

export interface ChoiceOptions<T> extends FieldOptions {
  choices: readonly Choice<T>[]
}

/** One of a list of values. Values are compared as text, so "3" means 3; 3.0 means nothing. */
export function choiceField<T extends string | number>(
  options: ChoiceOptions<T>,
): Field<T | '', unknown> {
  const { choices, allowBlank } = options
  const values = new Map(choices.map(({ value }) => [String(value), value]))
  return makeField<T | '', unknown>(options, {
    type: 'choice',
    metadata: {
      choices: choices.map(({ value, label }) => ({ value, display_name: label })),
    },
    parse(value) {
      if (value === '' && allowBlank) return accept('')
      const text = str(value)
      const choice = values.get(text)
      return choice === undefined ? refuse(`"${text}" is not a valid choice.`) : accept(choice)
    },
  })
}

const BOOLEANS = new Map([
  ...['t', 'y', 'yes', 'true', 'on', '1'].map((text) => [text, true] as const),
  ...['f', 'n', 'no', 'false', 'off', '0'].map((text) => [text, false] as const),
])

/** Yes or no, in the spellings of forms and of JSON. A form that lacks it means no. */
export function booleanField(options: FieldOptions = {}): Field<boolean | null, unknown> {
  const { allowNull = false } = options
  return makeField<boolean | null, unknown>(options, {
    type: 'boolean',
    metadata: {},
    formDefault: allowNull ? null : false,
    parse(value) {
      const found = readBoolean(value)
      if (found !== null) return accept(found)
      const isNull = value === '' || (typeof value === 'string' && value.toLowerCase() === 'null')
      return isNull && allowNull ? accept(null) : refuse('Must be a valid boolean.')
    },
  })
}

function readBoolean(value: Value): boolean | null {
  if (typeof value === 'boolean') return value
  if (typeof value === 'string') return BOOLEANS.get(value.toLowerCase()) ?? null
  const number = value instanceof Float ? value.value : value
  if (number === 1) return true
  return number === 0 ? false : null
}
