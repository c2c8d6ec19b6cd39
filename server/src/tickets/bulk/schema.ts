import { booleanField, choiceField } from '../../http/fields/choice.ts'
import { idField, idListField } from '../../http/fields/ids.ts'
import type { ParsedValues } from '../../http/fields/parse.ts'
import { primaryKeyField } from '../../http/fields/reference.ts'
import { dateTimeField } from '../../http/fields/time.ts'
import { type FieldErrors, invalid } from '../../lib/errors.ts'
import { PRIORITIES, STATUS, STATUSES } from '../../lib/ticket-status.ts'
import type { Asking } from '../../queues/access.ts'
import type { Said, Wanted } from '../change.ts'
import { choices, queueExists } from '../schema.ts'
import { assigneeField, notifyField, SaidFields, saidIn, unlessLeftOut } from '../verb-schema.ts'

const MOST_TICKETS = 100

/** The fields that each action takes. */
const ACTIONS = {
  change: [
    'queue',
    'priority',
    'status',
    'on_hold',
    'due_date',
    'assigned_to',
    'comment',
    'public',
  ],
  assign: ['user', 'comment', 'public'],
  close: ['comment', 'public'],
  delete: [],
  merge: ['into', 'public', 'notify'],
} as const
type Action = keyof typeof ACTIONS

/** What is to be done to many tickets at once. */
export const BulkFields = {
  tickets: idListField({ most: MOST_TICKETS, help: 'All of them are changed, or none.' }),
  action: choiceField<Action>({
    choices: (Object.keys(ACTIONS) as Action[]).map((value) => ({ value, label: value })),
    help: 'What is done to each of them; which other fields are taken depends on it.',
  }),
  queue: primaryKeyField<Asking>({
    required: false,
    help: 'With change: the queue they move to. Whoever has one of them has to see it, or "assigned_to" has to be said.',
    exists: queueExists,
  }),
  priority: choiceField({
    required: false,
    choices: choices(PRIORITIES),
    help: 'With change: 1 is the most urgent, 5 the least.',
  }),
  status: choiceField({ required: false, choices: choices(STATUSES), help: 'With change.' }),
  on_hold: unlessLeftOut(booleanField({ help: 'With change.' })),
  due_date: dateTimeField({ required: false, allowNull: true, help: 'With change.' }),
  assigned_to: unlessLeftOut({ ...assigneeField, help: 'With change; null for nobody.' }),
  user: unlessLeftOut({ ...assigneeField, help: 'With assign, which needs it; null for nobody.' }),
  into: idField({
    required: false,
    help: 'With merge, which needs it: what they are merged into.',
  }),
  comment: { ...SaidFields.comment, help: 'With change, assign and close: for the follow-ups.' },
  public: unlessLeftOut(SaidFields.public),
  notify: { ...notifyField, help: `With merge. ${notifyField.help}` },
}

type Given = ParsedValues<typeof BulkFields>

/** What is to be done, checked. To assign and to close are changes, too. */
export type Bulk = { tickets: number[] } & (
  | { action: 'change'; wanted: Wanted; said: Said }
  | { action: 'delete' }
  | { action: 'merge'; into: number; public: boolean; notify: boolean }
)

/** What the fields mean together. Throws a 400 that names what is missing, or has no place here. */
export function readBulk(given: Given): Bulk {
  const action = given.action as Action
  const tickets = given.tickets!
  refuseOthers(given, action)
  if (action === 'delete') return { action, tickets }
  if (action === 'merge') {
    const told = { public: given.public ?? false, notify: given.notify ?? true }
    return { action, tickets, into: needed(given, 'into')!, ...told }
  }
  const wanted = wantedIn(given, action)
  if (Object.keys(wanted).length === 0) {
    throw invalid({ non_field_errors: ['Nothing was given to change.'] })
  }
  return { action: 'change', tickets, wanted, said: saidIn(given) }
}

function refuseOthers(given: Given, action: Action) {
  const taken: string[] = ['tickets', 'action', ...ACTIONS[action]]
  const errors: FieldErrors = {}
  for (const name of Object.keys(given)) {
    if (!taken.includes(name)) errors[name] = [`This has no meaning with "${action}".`]
  }
  if (Object.keys(errors).length > 0) throw invalid(errors)
}

function needed<Name extends keyof Given>(given: Given, name: Name): Given[Name] {
  if (given[name] === undefined) throw invalid({ [name]: ['This field is required.'] })
  return given[name]
}

function wantedIn(given: Given, action: 'change' | 'assign' | 'close'): Wanted {
  if (action === 'close') return { status: STATUS.closed }
  if (action === 'assign') return { assigned_to_id: needed(given, 'user') ?? null }
  const { queue, priority, status, on_hold, due_date, assigned_to } = given
  return {
    ...(queue ? { queue_id: queue } : {}),
    ...(priority ? { priority: Number(priority) } : {}),
    ...(status ? { status: Number(status) } : {}),
    ...(typeof on_hold === 'boolean' ? { on_hold } : {}),
    ...(due_date === undefined ? {} : { due_date }),
    ...(assigned_to === undefined ? {} : { assigned_to_id: assigned_to }),
  }
}
