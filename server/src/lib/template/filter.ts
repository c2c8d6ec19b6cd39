import type { Value } from './value.ts'

/** Changes a value on its way into the text: `{{ value|name:argument }}`. */
export interface Filter {
  takes: 'nothing' | 'argument' | 'either'
  /** Whether HTML that comes in is HTML when it comes out. */
  keepsSafe: boolean
  apply: (value: Value, argument: Value | undefined) => Value
}

/** A filter without an argument. */
export const plain = (apply: (value: Value) => Value, keepsSafe = false): Filter => ({
  takes: 'nothing',
  keepsSafe,
  apply,
})

/** A filter that cannot do without its argument. */
export const withArgument = (
  apply: (value: Value, argument: Value) => Value,
  keepsSafe = false,
): Filter => ({
  takes: 'argument',
  keepsSafe,
  apply: (value, argument) => apply(value, argument ?? null),
})

/** A filter whose argument may be left out. */
export const withOption = (
  apply: (value: Value, argument: Value | undefined) => Value,
  keepsSafe = false,
): Filter => ({ takes: 'either', keepsSafe, apply })
