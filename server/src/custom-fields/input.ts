import { z } from 'zod'
import { checked } from '../lib/checked.ts'
import { invalid } from '../lib/errors.ts'
import { line, optionalNumber, optionalText, slug } from '../lib/inputs.ts'
import { DATA_TYPES } from './types.ts'

/** The names of the types that a custom field can have. */
export const TYPE_NAMES = Object.keys(DATA_TYPES)

const MEASURED = ['varchar', 'text', 'decimal']

const CustomField = z.object({
  name: slug(50),
  label: line(30),
  data_type: z.enum(TYPE_NAMES, { error: `This must be one of: ${TYPE_NAMES.join(', ')}.` }),
  help_text: optionalText(10_000).default(null),
  max_length: optionalNumber(1).default(null),
  decimal_places: optionalNumber(0, 30).default(null),
  /** The choices of a list, one a line. */
  list_values: z
    .string()
    .transform((text) => choicesOf(text).join('\n') || null)
    .nullable()
    .default(null),
  empty_selection_list: z.boolean().default(false),
  ordering: optionalNumber(-2_147_483_648).default(null),
  required: z.boolean().default(false),
  staff_only: z.boolean().default(false),
})

export type CustomFieldInput = z.input<typeof CustomField>

/** The columns of a custom field, after checking that they make sense together. */
export function readCustomField(input: CustomFieldInput) {
  const field = checked(CustomField, input)
  const wrong = contradictions(field)
  if (Object.keys(wrong).length > 0) throw invalid(wrong)
  return field
}

function contradictions(field: z.output<typeof CustomField>): Record<string, string[]> {
  const { data_type, max_length, decimal_places, list_values } = field
  const wrong: Record<string, string[]> = {}
  if (data_type === 'varchar' && max_length === null) {
    wrong.max_length = ['A line of text needs its greatest length, such as 200.']
  }
  if (max_length !== null && !MEASURED.includes(data_type)) {
    wrong.max_length = [`Only these types have a length: ${MEASURED.join(', ')}.`]
  }
  if (decimal_places !== null && data_type !== 'decimal') {
    wrong.decimal_places = ['Only the type decimal has decimal places.']
  }
  if (decimal_places !== null && max_length !== null && decimal_places > max_length) {
    wrong.decimal_places = ['There cannot be more decimal places than digits in all (max_length).']
  }
  if (data_type === 'list' && list_values === null) {
    wrong.list_values = ['A list needs its choices.']
  }
  if (data_type !== 'list' && list_values !== null) {
    wrong.list_values = ['Only the type list has choices.']
  }
  if (data_type !== 'list' && field.empty_selection_list) {
    wrong.empty_selection_list = ['Only the type list has an empty choice.']
  }
  return wrong
}

/** The choices of a list, from the text that holds one a line. */
const choicesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((choice) => choice.trim())
    .filter((choice) => choice !== '')
