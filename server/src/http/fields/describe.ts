import { jsonNumber } from '../json.ts'
import type { Field, Fields } from './field.ts'

export type { Fields } from './field.ts'

/** What OPTIONS says of the fields, by their names and in their order. */
export function describeFields(fields: Fields): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [
      name,
      describeField(field, field.label ?? labelOf(name)),
    ]),
  )
}

/** `followup_set` is called "Followup set" unless it has a name of its own. */
function labelOf(name: string): string {
  const words = name.replaceAll('_', ' ').toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function describeField(field: Field, label: string | null): Record<string, unknown> {
  const { choices, ...limits } = field.metadata
  const numbers = Object.entries(limits).map(([key, limit]) => [
    key,
    typeof limit === 'bigint' ? jsonNumber(limit) : limit,
  ])
  return {
    type: field.type,
    required: field.required,
    read_only: field.readOnly,
    ...(label ? { label } : {}),
    ...(field.help ? { help_text: field.help } : {}),
    ...Object.fromEntries(numbers),
    ...(field.child ? { child: describeField(field.child, field.child.label) } : {}),
    ...(field.fields ? { children: describeFields(field.fields) } : {}),
    ...(choices && !field.readOnly ? { choices } : {}),
  }
}
