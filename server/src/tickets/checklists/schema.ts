import { booleanField } from '../../http/fields/choice.ts'
import { listField } from '../../http/fields/list.ts'
import { shownField } from '../../http/fields/nested.ts'
import { integerField } from '../../http/fields/number.ts'
import { primaryKeyField } from '../../http/fields/reference.ts'
import { charField } from '../../http/fields/text.ts'
import { byReference, byText, byTime } from '../../http/find/filters.ts'
import type { Findable } from '../../http/find/find.ts'
import type { Asking } from '../access.ts'
import { templateOf } from './queries.ts'

/** How many tasks a checklist can have. */
export const MOST_TASKS = 200

const description = () => charField({ maxLength: 250, help: 'What is to be done.' })

/** What the API takes and gives of a checklist. */
export const ChecklistFields = {
  id: shownField({ type: 'integer', label: 'ID' }),
  name: charField({
    maxLength: 100,
    required: false,
    help: 'A new checklist needs one, unless it is made from a template: then it is called as that is.',
  }),
  template: primaryKeyField<Asking>({
    required: false,
    writeOnly: true,
    help: 'For a new checklist, instead of tasks: the checklist template that it is made from.',
    exists: async (id, { ctx }) => (await templateOf(ctx.db, id)) !== undefined,
  }),
  tasks: listField({
    required: false,
    most: MOST_TASKS,
    child: description(),
    help:
      'For a new checklist the description of each task, in their order. ' +
      'Given as objects; afterwards each task is changed at an address of its own.',
  }),
}

/** What the API takes and gives of a task. */
export const TaskFields = {
  id: shownField({ type: 'integer', label: 'ID' }),
  description: description(),
  position: integerField({
    required: false,
    minValue: 0,
    maxValue: 1_000_000,
    help: 'Tasks come in this order, those with the same number as they were added. A new one comes last.',
  }),
  completed: booleanField({ required: false, help: 'Whether it has been done.' }),
  completed_at: shownField({ type: 'datetime', help: 'When that was, in UTC; null until then.' }),
  completed_by: shownField({ type: 'field', help: 'The user who did it.' }),
}

/** How the checklists of a ticket can be narrowed and sorted. */
export const FindChecklists: Findable = {
  filters: { id: byReference('checklist.id'), name: byText('checklist.name') },
  orderings: { id: 'checklist.id' },
  defaultOrdering: 'id',
  fields: Object.keys(ChecklistFields).filter((name) => name !== 'template'),
}

/** How the tasks of a checklist can be narrowed and sorted. */
export const FindTasks: Findable = {
  filters: {
    description: byText('checklist_task.description'),
    completed_at: byTime('checklist_task.completed_at'),
    completed_by: byReference('checklist_task.completed_by_id'),
  },
  orderings: { position: 'checklist_task.position', id: 'checklist_task.id' },
  defaultOrdering: 'position',
  fields: Object.keys(TaskFields),
}
