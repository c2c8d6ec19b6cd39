import type { ChecklistTemplateRow } from '../db/list-tables.ts'
import { shownField } from '../http/fields/nested.ts'
import { charField } from '../http/fields/text.ts'
import { textsField } from '../http/fields/texts.ts'
import { byReference, byText } from '../http/find/filters.ts'
import type { Findable } from '../http/find/find.ts'
import type { List } from '../lists/list.ts'

/** Checklists to begin with. */
export const ChecklistTemplates = {
  table: 'checklist_template',
  kind: 'checklist-template',
  label: ({ name }) => name,
  columns: ({ task_list, ...given }) =>
    task_list === undefined ? given : { ...given, task_list: JSON.stringify(task_list) },
} as const satisfies List<ChecklistTemplateRow>

/** What the API takes and gives of a checklist template. */
export const ChecklistTemplateFields = {
  id: shownField({ type: 'integer', label: 'ID' }),
  name: charField({ maxLength: 100 }),
  task_list: textsField({ most: 100, maxLength: 250, help: 'The tasks, in their order.' }),
}

/** How a list of checklist templates can be narrowed and sorted. */
export const FindChecklistTemplates: Findable = {
  filters: {
    id: byReference('checklist_template.id'),
    name: byText('checklist_template.name'),
  },
  orderings: { id: 'checklist_template.id', name: 'checklist_template.name' },
  defaultOrdering: 'name',
  fields: Object.keys(ChecklistTemplateFields),
  searched: ['checklist_template.name'],
}
