import { booleanField, choiceField } from '../http/fields/choice.ts'
import { optional } from '../http/fields/field.ts'
import { shownField } from '../http/fields/nested.ts'
import { slugField } from '../http/fields/network.ts'
import { integerField } from '../http/fields/number.ts'
import { charField } from '../http/fields/text.ts'
import { byChoice, byFlag, byNumber, byReference, byText } from '../http/find/filters.ts'
import type { Findable } from '../http/find/find.ts'
import { TYPE_NAMES } from './input.ts'

const LONGEST_LIST = 100_000

/** What the API takes and gives of a custom field. Which of it goes together is for input.ts to say. */
export const CustomFieldFields = {
  id: shownField({ type: 'integer', label: 'ID' }),
  name: slugField({
    maxLength: 50,
    help: 'Tickets show it as "custom_NAME". It cannot change later.',
  }),
  label: charField({ maxLength: 30, help: 'What people call it.' }),
  data_type: choiceField({
    choices: TYPE_NAMES.map((name) => ({ value: name, label: name })),
    help: 'What it holds. It cannot change once a ticket has a value in it.',
  }),
  help_text: optional(charField({ help: 'A hint for those who fill it in.' })),
  max_length: optional(
    integerField({ help: 'Most characters (varchar, text) or digits (decimal).' }),
  ),
  decimal_places: optional(integerField({ help: 'Digits after the point (decimal).' })),
  list_values: optional(
    charField({ maxLength: LONGEST_LIST, help: 'The choices of a list, one a line.' }),
  ),
  empty_selection_list: booleanField({
    required: false,
    help: 'Whether a list has an empty choice, which comes first.',
  }),
  ordering: optional(integerField({ help: 'Lower numbers come first, and null before them.' })),
  required: booleanField({ required: false, help: 'Whether a ticket must have a value.' }),
  staff_only: booleanField({ required: false, help: 'Whether the public does not see it.' }),
}

/** How a list of custom fields can be narrowed and sorted. */
export const FindCustomFields: Findable = {
  filters: {
    id: byReference('custom_field.id'),
    name: byText('custom_field.name'),
    label: byText('custom_field.label'),
    data_type: byChoice(
      'custom_field.data_type',
      TYPE_NAMES.map((name) => [name, name]),
    ),
    ordering: byNumber('custom_field.ordering'),
    required: byFlag('custom_field.required'),
    staff_only: byFlag('custom_field.staff_only'),
  },
  orderings: {
    id: 'custom_field.id',
    name: 'custom_field.name',
    label: 'custom_field.label',
    ordering: 'custom_field.ordering',
  },
  defaultOrdering: 'ordering',
  fields: Object.keys(CustomFieldFields),
  searched: ['custom_field.name', 'custom_field.label'],
}
