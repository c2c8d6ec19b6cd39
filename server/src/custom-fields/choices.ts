import type { CustomFieldRow } from '../db/schema.ts'
import type { Choice } from '../http/fields/choice.ts'

/** The choices of a list: a line each, after an empty one if the field asks for that. */
export function choicesOf({ list_values, empty_selection_list }: CustomFieldRow): Choice<string>[] {
  const lines = (list_values ?? '').split('\n')
  if (lines.at(-1) === '') lines.pop()
  const choices = lines.map((line) => ({ value: line.trim(), label: line.trim() }))
  return empty_selection_list ? [{ value: '', label: '---------' }, ...choices] : choices
}
