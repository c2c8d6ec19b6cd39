import { type CustomField, fieldsOf } from '../custom-fields/queries.ts'
import { booleanField, choiceField } from '../http/fields/choice.ts'
import { fileField } from '../http/fields/file.ts'
import type { Upload } from '../files/store.ts'
import { nestedListField, shownField } from '../http/fields/nested.ts'
import { emailField } from '../http/fields/network.ts'
import { primaryKeyField } from '../http/fields/reference.ts'
import { charField } from '../http/fields/text.ts'
import { dateTimeField } from '../http/fields/time.ts'
import { PRIORITIES, STATUSES } from '../lib/ticket-status.ts'
import { type Asking, mayInQueue } from '../queues/access.ts'
import { findQueue } from '../queues/queries.ts'
import { personExists } from '../people/access.ts'
import { ticketExists } from './access.ts'
import { FollowUpFields } from './follow-ups/schema.ts'

/** Numbers with their names, as a field's choices. */
/** How much may be said at once where the reference sets no limit: some fifty pages. */
export const LONGEST_TEXT = 100_000

export const choices = (pairs: [number, string][]) =>
  pairs.map(([value, label]) => ({ value, label }))

/** Whether there is such a queue for whoever asks. */
export const queueExists = async (id: number, asking: Asking): Promise<boolean> =>
  (await findQueue(asking.ctx.db, id)) !== undefined && mayInQueue(asking, id)

/** What the API takes and gives of a ticket, in its order. */
export const TicketFields = {
  id: shownField({ type: 'integer', label: 'ID' }),
  queue: primaryKeyField<Asking>({ label: 'Queue', exists: queueExists }),
  title: charField({ label: 'Title', maxLength: 200 }),
  description: charField({
    label: 'Description',
    help: 'What the customer asks. Needed in a new ticket.',
    required: false,
    allowNull: true,
    allowBlank: true,
  }),
  resolution: charField({
    label: 'Resolution',
    help: 'What was done about it, for the customer to read.',
    required: false,
    allowNull: true,
    allowBlank: true,
  }),
  submitter_email: emailField({
    label: 'Submitter E-Mail',
    help: 'Hears of every public follow-up.',
    required: false,
    allowNull: true,
    allowBlank: true,
    maxLength: 254,
  }),
  assigned_to: primaryKeyField<Asking>({
    label: 'Assigned to',
    required: false,
    allowNull: true,
    exists: personExists,
  }),
  status: choiceField({ label: 'Status', required: false, choices: choices(STATUSES) }),
  on_hold: booleanField({
    label: 'On Hold',
    help: 'A ticket on hold is not escalated.',
    required: false,
  }),
  priority: choiceField({
    label: 'Priority',
    help: '1 is the most urgent, 5 the least. Needed in a new ticket.',
    required: false,
    choices: choices(PRIORITIES),
  }),
  due_date: dateTimeField({ label: 'Due on', required: false, allowNull: true }),
  merged_to: primaryKeyField<Asking>({
    label: 'Merged to',
    required: false,
    allowNull: true,
    exists: ticketExists,
  }),
  attachment: fileField<Upload>({ label: null, required: false, writeOnly: true }),
  followup_set: nestedListField(FollowUpFields, {}),
}

/** The fields of a ticket, custom ones last. */
export const ticketFields = (custom: CustomField[]) => ({ ...TicketFields, ...fieldsOf(custom) })
