import type { CustomField } from './queries.ts'

const REQUIRED = 'This field is required.'

/**
 * The second look at a new ticket's custom fields, which the reference takes with a form: there a
 * required box must be ticked, and a required list needs a choice that is not the empty one.
 */
export function checkNewValues(
  custom: CustomField[],
  values: Record<string, unknown>,
): Record<string, string[]> {
  const errors: Record<string, string[]> = {}
  for (const { name, row } of custom) {
    const value = values[name]
    if (row.required && (value === false || value === '')) errors[name] = [REQUIRED]
  }
  return errors
}
