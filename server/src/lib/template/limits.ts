import { TemplateError } from './error.ts'

/** Characters that a template may add to a text. */
export const MOST_OUTPUT = 1_000_000

/** Characters that all filters of a template may be given together. */
export const MOST_WORK = 5_000_000

/** Refuses a result of this many characters before it is made. */
export function checkSize(characters: number) {
  if (!(characters <= MOST_OUTPUT)) throw new TemplateError('too much text')
}
