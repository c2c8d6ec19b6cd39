import type { FieldErrors } from '../../lib/errors.ts'
import { type Dict, type FileValue, type Value, isDict, typeName } from '../../lib/value.ts'
import { type Errors, type Field, type Fields, type Settled, accept, refuse } from './field.ts'

/** What came with a form: each name's values in their order, files after the texts. */
export type FormInput = ReadonlyMap<string, readonly (string | FileValue)[]>

/** The values that were read, by their fields' names. What was left out is not there. */
export type ParsedValues<F> = {
  -readonly [Name in keyof F]?: F[Name] extends Field<infer T, never> ? T | null : never
}

export type ParsedFields<F> =
  | { ok: true; value: ParsedValues<F> }
  | { ok: false; errors: FieldErrors }

export interface ParseOptions<C> {
  /** Whether fields may be left out: PATCH. */
  partial: boolean
  context: C
}

/**
 * Reads a body with all of its fields, and tells everything that is wrong with any of them. It is a
 * promise only where the database has to be asked.
 */
export function parseFields<C, F extends Fields<C>>(
  fields: F,
  input: Value | FormInput,
  options: ParseOptions<C>,
): ParsedFields<F> | Promise<ParsedFields<F>> {
  if (input === null) return nonField('No data provided')
  if (!isForm(input) && !isDict(input)) {
    return nonField(`Invalid data. Expected a dictionary, but got ${typeName(input)}.`)
  }
  const outcomes: [string, Settled<unknown>][] = []
  const waiting: Promise<void>[] = []
  for (const name of Object.keys(fields)) {
    const field = fields[name]
    if (!field || field.readOnly) continue
    const value = valueOf(input, name, field, options.partial)
    const parsed = parseField(field, value, options)
    if (!parsed) continue
    if (!('later' in parsed)) {
      outcomes.push([name, parsed])
      continue
    }
    const outcome: [string, Settled<unknown>] = [name, { ok: false, errors: [] }]
    outcomes.push(outcome)
    waiting.push(settle(parsed.later, outcome))
  }
  if (waiting.length === 0) return gather<F>(outcomes)
  return Promise.all(waiting).then(() => gather<F>(outcomes))
}

async function settle(
  later: () => Promise<Settled<unknown>>,
  outcome: [string, Settled<unknown>],
): Promise<void> {
  outcome[1] = await later()
}

function gather<F>(outcomes: [string, Settled<unknown>][]): ParsedFields<F> {
  const value: Record<string, unknown> = {}
  const errors: { [name: string]: Errors } = {}
  let failed = false
  for (const [name, outcome] of outcomes) {
    if (outcome.ok) value[name] = outcome.value
    else {
      failed = true
      errors[name] = outcome.errors
    }
  }
  // Each value was made by the field of its name, which the compiler cannot see.
  return failed ? { ok: false, errors } : { ok: true, value: value as ParsedValues<F> }
}

const nonField = (message: string): { ok: false; errors: FieldErrors } => ({
  ok: false,
  errors: { non_field_errors: [message] },
})

/** Reads one field's value; undefined where there is nothing to say of it. */
function parseField<C>(
  field: Field<unknown, C>,
  given: Value | undefined,
  options: ParseOptions<C>,
) {
  if (given === undefined) {
    if (options.partial || !field.required) return undefined
    return refuse(field.requiredMessage ?? 'This field is required.')
  }
  const value = given === '' && field.blankIsNull ? null : given
  if (value !== null) return field.parse(value, options.context)
  return field.allowNull ? accept(null) : refuse('This field may not be null.')
}

const isForm = (input: Value | FormInput): input is FormInput => input instanceof Map

function valueOf(
  input: Dict | FormInput,
  name: string,
  field: Field<unknown, never>,
  partial: boolean,
): Value | undefined {
  if (!isForm(input)) return input[name]
  if (field.child) return listOf(input, name)
  const values = input.get(name)
  if (!values) return partial ? undefined : field.formDefault
  const value = values.at(-1)
  if (value !== '' || field.allowBlank) return value
  if (field.allowNull) return null
  return field.required ? value : undefined
}

/** A form gives a list by repeating its name, or by numbered names: `attachments[0]`. */
function listOf(form: FormInput, name: string): Value | undefined {
  const repeated = form.get(name)
  if (repeated && repeated.length > 0) return [...repeated]
  const items = new Map<number, Value>()
  for (const [key, values] of form) {
    if (!key.startsWith(`${name}[`)) continue
    const [, index, part] = /^([0-9]{1,15})\](.*)\n?$/.exec(key.slice(name.length + 1)) ?? []
    if (index !== undefined) items.set(Number(index), part ? partOf(part) : (values.at(-1) ?? ''))
  }
  if (items.size === 0) return undefined
  return [...items].toSorted(([a], [b]) => a - b).map(([, item]) => item)
}

/** `attachments[0]name` makes the item an object, which no list here takes. */
function partOf(part: string): Dict {
  const dict: Dict = Object.create(null)
  dict[part] = ''
  return dict
}
