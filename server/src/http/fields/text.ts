import { isLongerThan, length, strip } from '../../lib/python.ts'
import { Float, type Value, isInt, str } from '../../lib/value.ts'
import {
  type Check,
  type Field,
  type FieldOptions,
  type Parsed,
  type Settled,
  accept,
  failures,
  makeField,
  refuse,
} from './field.ts'

export interface TextOptions<C = unknown> extends FieldOptions {
  minLength?: number | null
  maxLength?: number | null
  /** Whether white space at both ends is taken off; it is unless this is false. */
  trim?: boolean
  /** What else has to hold; these come before the limits on the length. */
  checks?: readonly Check<string>[]
  /** Where no two may be the same. */
  unique?: { taken: (value: string, context: C) => Promise<boolean>; message?: string }
}

/** How a kind of text differs from plain text. */
export interface TextKind {
  type: string
  /** Said of what is no text at all. */
  invalid: string
  /** Runs after all the others. */
  check?: Check<string>
  /** Reads the text in its own way; undefined leaves it to the common one, null refuses it. */
  read?: (value: Value) => string | null | undefined
}

/** Text. Numbers are taken as text too; white space at the ends goes. */
export const charField = <C = unknown>(options: TextOptions<C> = {}): Field<string, C> =>
  textField(options, { type: 'string', invalid: 'Not a valid string.' })

/** Text of some kind: what all kinds of text have in common. */
export function textField<C>(options: TextOptions<C>, kind: TextKind): Field<string, C> {
  const { unique, trim = true, checks = [] } = options
  const common = commonChecks(options, kind)

  const validate = (text: string, context: C): Parsed<string> => {
    const before = failures(text, checks)
    const after = failures(text, common)
    const settle = (taken: string[]): Settled<string> => {
      const errors = [...before, ...taken, ...after]
      return errors.length > 0 ? { ok: false, errors } : accept(text)
    }
    if (!unique) return before.length + after.length === 0 ? accept(text) : settle([])
    const message = unique.message ?? 'This field must be unique.'
    return {
      later: async () => settle((await unique.taken(text, context)) ? [message] : []),
    }
  }

  return makeField<string, C>(options, {
    type: kind.type,
    metadata: limits(options),
    parse(value, context) {
      const whole = str(value)
      if (whole === '' || (trim && strip(whole) === '')) {
        return options.allowBlank ? accept('') : refuse('This field may not be blank.')
      }
      const read = kind.read?.(value)
      if (read === null || (read === undefined && !isTextual(value))) return refuse(kind.invalid)
      return validate(read ?? (trim ? strip(whole) : whole), context)
    },
  })
}

const isTextual = (value: Value): boolean =>
  typeof value === 'string' || isInt(value) || value instanceof Float

function limits({ minLength, maxLength, readOnly }: TextOptions<never>): Record<string, unknown> {
  if (readOnly) return {}
  return {
    ...(minLength ? { min_length: minLength } : {}),
    ...(maxLength ? { max_length: maxLength } : {}),
  }
}

function commonChecks(options: TextOptions<never>, kind: TextKind): Check<string>[] {
  const { minLength, maxLength } = options
  const checks: Check<string>[] = []
  if (maxLength) checks.push(atMost(maxLength))
  if (minLength) checks.push(atLeast(minLength))
  checks.push(noNull, noSurrogate)
  if (kind.check) checks.push(kind.check)
  return checks
}

const atMost = (most: number): Check<string> => {
  const message = `Ensure this field has no more than ${most} characters.`
  return (text) => (isLongerThan(text, most) ? message : null)
}

const atLeast = (least: number): Check<string> => {
  const message = `Ensure this field has at least ${least} characters.`
  return (text) => (length(text) < least ? message : null)
}

const noNull: Check<string> = (text) =>
  text.includes('\0') ? 'Null characters are not allowed.' : null

const noSurrogate: Check<string> = (text) => {
  if (text.isWellFormed()) return null
  const code = /\p{Cs}/u.exec(text)?.[0].codePointAt(0) ?? 0
  return `Surrogate characters are not allowed: U+${code.toString(16).toUpperCase()}.`
}
