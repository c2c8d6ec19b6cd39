import type { FieldErrors } from '../../lib/errors.ts'
import type { Value } from '../../lib/value.ts'

/** What is wrong with one value: messages, or messages by the part of it that they are about. */
export type Errors = string[] | FieldErrors

/** What came of reading one value. */
export type Settled<T> = { ok: true; value: T } | { ok: false; errors: Errors }

/** The same, or a promise of it where only the database can tell. */
export type Parsed<T> = Settled<T> | { later: () => Promise<Settled<T>> }

/**
 * One field of the API: how its value is read, and what OPTIONS says of it. `C` is what reading it
 * takes beyond the value, such as the database.
 */
export interface Field<T = unknown, C = never> {
  /** As OPTIONS names it: field, string, integer, choice, datetime … */
  readonly type: string
  /** Null where the field's name serves. */
  readonly label: string | null
  readonly help?: string
  readonly required: boolean
  readonly readOnly: boolean
  readonly writeOnly: boolean
  readonly allowNull: boolean
  /** Whether an empty text in a form stays one. */
  readonly allowBlank: boolean
  /** What OPTIONS says beyond that, in its order: max_length, min_value, choices … */
  readonly metadata: Readonly<Record<string, unknown>>
  /** The field of each item, where this is a list. */
  readonly child?: Field
  /** The fields of an object, where this is one. */
  readonly fields?: Fields
  /** What a form means that lacks the field: an unticked box is false. */
  readonly formDefault?: Value
  /** Whether an empty text means null, as it does for references. */
  readonly blankIsNull?: boolean
  /** Said instead of "This field is required." */
  readonly requiredMessage?: string
  /** Reads a value that is there and not null. */
  parse(value: Value, context: C): Parsed<T>
}

/** The fields of a resource, in the order in which the API gives them. */
export type Fields<C = never> = Readonly<Record<string, Field<unknown, C>>>

/** What every kind of field takes. A field is required unless it says otherwise or is read-only. */
export interface FieldOptions {
  label?: string | null
  help?: string
  required?: boolean
  readOnly?: boolean
  writeOnly?: boolean
  allowNull?: boolean
  allowBlank?: boolean
}

type Kind<T, C> = Pick<Field<T, C>, 'type' | 'metadata' | 'parse'> & Partial<Field<T, C>>

/** Makes a field of a kind. */
export function makeField<T, C = unknown>(options: FieldOptions, kind: Kind<T, C>): Field<T, C> {
  const { readOnly = false } = options
  return {
    label: options.label ?? null,
    ...(options.help === undefined ? {} : { help: options.help }),
    required: options.required ?? !readOnly,
    readOnly,
    writeOnly: options.writeOnly ?? false,
    allowNull: options.allowNull ?? false,
    allowBlank: options.allowBlank ?? false,
    ...kind,
  }
}

/** The same field, which may be left out; null and an empty text both mean that there is none. */
export const optional = <T, C>(field: Field<T, C>): Field<T, C> => ({
  ...field,
  required: false,
  allowNull: true,
  allowBlank: true,
  blankIsNull: true,
})

export const accept = <T>(value: T): Settled<T> => ({ ok: true, value })
export const refuse = (...errors: string[]): { ok: false; errors: string[] } => ({
  ok: false,
  errors,
})

/** Gives a message if a value will not do. */
export type Check<T> = (value: T) => string | null

/** Every message that the checks have for a value, in their order. */
export function failures<T>(value: T, checks: readonly Check<T>[]): string[] {
  const messages: string[] = []
  for (const check of checks) {
    const message = check(value)
    if (message !== null) messages.push(message)
  }
  return messages
}

/** The value, unless a check has something against it. */
export function checked<T>(value: T, checks: readonly Check<T>[]): Settled<T> {
  const messages = failures(value, checks)
  return messages.length > 0 ? { ok: false, errors: messages } : accept(value)
}
