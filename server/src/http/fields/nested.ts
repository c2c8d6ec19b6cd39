import { type Field, type FieldOptions, type Fields, makeField, refuse } from './field.ts'

type ShownOptions = Pick<FieldOptions, 'label' | 'help'>

/** Something that is only shown, of whatever type. */
export const shownField = (options: ShownOptions & { type?: string } = {}): Field<never, unknown> =>
  readOnly(options, { type: options.type ?? 'field' })

/** An object that is only shown, with these fields. */
export const nestedField = (fields: Fields, options: ShownOptions = {}): Field<never, unknown> =>
  readOnly(options, { type: 'nested object', fields })

/** A list of objects that is only shown; each has these fields. */
export const nestedListField = (
  fields: Fields,
  options: ShownOptions = {},
): Field<never, unknown> => readOnly(options, { type: 'field', child: nestedField(fields) })

function readOnly(
  options: ShownOptions,
  kind: { type: string; child?: Field; fields?: Fields },
): Field<never, unknown> {
  return makeField<never, unknown>(
    { ...options, readOnly: true },
    { ...kind, metadata: {}, parse: () => refuse('This field is read-only.') },
  )
}
