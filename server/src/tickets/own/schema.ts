import type { Context } from '../../context.ts'
import { type CustomField, fieldsOf } from '../../custom-fields/queries.ts'
import type { Upload } from '../../files/store.ts'
import { choiceField } from '../../http/fields/choice.ts'
import { fileField, fileListField } from '../../http/fields/file.ts'
import { primaryKeyField } from '../../http/fields/reference.ts'
import { charField } from '../../http/fields/text.ts'
import { byChoice, byNumber, byReference, byText, byTime } from '../../http/find/filters.ts'
import type { Findable } from '../../http/find/find.ts'
import { PRIORITIES, STATUSES } from '../../lib/ticket-status.ts'
import { publicQueue } from '../../queues/access.ts'
import { LONGEST_TEXT } from '../schema.ts'

/** What somebody says of a ticket that they open themselves. */
export const NewOwnTicket = {
  queue: primaryKeyField<{ ctx: Context }>({
    help: 'One that takes tickets from the public.',
    exists: async (id, { ctx }) => (await publicQueue(ctx, id)) !== undefined,
  }),
  title: charField({ maxLength: 200 }),
  description: charField({ maxLength: LONGEST_TEXT, help: 'What the matter is.' }),
  priority: choiceField({
    required: false,
    help: '1 is the most urgent, 5 the least; 3 unless it is given.',
    choices: PRIORITIES.map(([value, label]) => ({ value, label })),
  }),
  attachment: fileField<Upload>({ required: false, writeOnly: true }),
}

/** The custom fields that are not for staff alone. */
export const forCustomers = (custom: CustomField[]) => custom.filter(({ row }) => !row.staff_only)

export const newOwnTicket = (custom: CustomField[]) => ({
  ...NewOwnTicket,
  ...fieldsOf(forCustomers(custom)),
})

/** An answer of whoever asked. */
export const OwnAnswer = {
  comment: charField({
    maxLength: LONGEST_TEXT,
    help: 'Plain text. A closed or resolved ticket is reopened by it.',
  }),
  attachments: fileListField<Upload>({ required: false, writeOnly: true }),
}

/** What closing and reopening take. */
export const OwnMove = {
  ...OwnAnswer,
  comment: charField({
    maxLength: LONGEST_TEXT,
    required: false,
    allowBlank: true,
    help: 'What there is to say about it.',
  }),
}

/** What may be asked of a list of one's own tickets. */
export const FindOwnTickets: Findable = {
  filters: {
    id: byReference('ticket.id'),
    queue: byReference('ticket.queue_id'),
    status: byChoice('ticket.status', STATUSES),
    priority: byNumber('ticket.priority'),
    title: byText('ticket.title'),
    created: byTime('ticket.created'),
    modified: byTime('ticket.modified'),
  },
  orderings: {
    id: 'ticket.id',
    created: 'ticket.created',
    modified: 'ticket.modified',
    status: 'ticket.status',
  },
  defaultOrdering: '-created',
  fields: [
    'id',
    'ticket',
    'queue',
    'title',
    'description',
    'resolution',
    'status',
    'on_hold',
    'priority',
    'created',
    'modified',
    'due_date',
  ],
  searched: ['ticket.title', 'ticket.description'],
}
