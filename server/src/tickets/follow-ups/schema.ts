import type { Config } from '../../config.ts'
import { uploadRefusals } from '../../files/media-type.ts'
import type { Upload } from '../../files/store.ts'
import { booleanField, choiceField } from '../../http/fields/choice.ts'
import { fileListField } from '../../http/fields/file.ts'
import { nestedListField, shownField } from '../../http/fields/nested.ts'
import type { ParsedValues } from '../../http/fields/parse.ts'
import { primaryKeyField } from '../../http/fields/reference.ts'
import { charField } from '../../http/fields/text.ts'
import { durationField } from '../../http/fields/time.ts'
import { invalid } from '../../lib/errors.ts'
import { STATUSES } from '../../lib/ticket-status.ts'
import type { Asking } from '../../queues/access.ts'
import { personExists } from '../../people/access.ts'
import { ticketExists } from '../access.ts'
import { attachmentFields } from '../attachments/schema.ts'
import type { Answer } from './answer.ts'

/** What the API takes and gives of a follow-up, in its order. */
export const FollowUpFields = {
  id: shownField({ type: 'integer', label: 'ID' }),
  ticket: primaryKeyField<Asking>({ label: 'Ticket', exists: ticketExists }),
  user: primaryKeyField<Asking>({
    label: 'User',
    help: 'Who wrote it. A new follow-up is by whoever sends it.',
    required: false,
    allowNull: true,
    exists: personExists,
  }),
  title: charField({
    label: 'Title',
    required: false,
    allowNull: true,
    allowBlank: true,
    maxLength: 200,
  }),
  comment: charField({
    label: 'Comment',
    help: 'May hold placeholders such as {{ ticket.title }}.',
    required: false,
    allowNull: true,
    allowBlank: true,
  }),
  public: booleanField({
    label: 'Public',
    help: 'The submitter sees public follow-ups, and hears of them.',
    required: false,
  }),
  new_status: choiceField({
    label: 'New Status',
    help: 'Moves the ticket to this status.',
    required: false,
    allowNull: true,
    choices: STATUSES.map(([value, label]) => ({ value, label })),
  }),
  time_spent: durationField({ label: 'Time spent', required: false, allowNull: true }),
  attachments: fileListField<Upload>({ required: false, writeOnly: true }),
  followupattachment_set: nestedListField(attachmentFields(null)),
  date: shownField({ type: 'datetime', label: 'Date' }),
  message_id: shownField({ type: 'string', label: 'E-Mail ID' }),
}

/**
 * What a new follow-up says, checked once more: the reference fails where a comment is null or a
 * file is of a type that is not allowed, and so these are errors of their fields here.
 */
export function checkFollowUp(
  { attachments }: Config,
  given: ParsedValues<typeof FollowUpFields>,
): { answer: Omit<Answer, 'lock'>; uploads: Upload[] } {
  if (given.comment === null) throw invalid({ comment: ['This field may not be null.'] })
  const uploads = given.attachments ?? []
  const refusals = uploads.flatMap((upload) => uploadRefusals(upload, attachments.types))
  if (refusals.length > 0) throw invalid({ attachments: refusals })
  const answer = {
    title: given.title ?? null,
    comment: given.comment ?? '',
    public: given.public ?? false,
    newStatus: given.new_status ? Number(given.new_status) : null,
    timeSpent: given.time_spent ?? null,
  }
  return { answer, uploads }
}
