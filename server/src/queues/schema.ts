import type { Context } from '../context.ts'
import { booleanField } from '../http/fields/choice.ts'
import { optional } from '../http/fields/field.ts'
import { shownField } from '../http/fields/nested.ts'
import { emailField, emailsField, slugField } from '../http/fields/network.ts'
import { integerField } from '../http/fields/number.ts'
import { primaryKeyField } from '../http/fields/reference.ts'
import { charField } from '../http/fields/text.ts'
import { durationField } from '../http/fields/time.ts'
import { byFlag, byReference, byText } from '../http/find/filters.ts'
import type { Findable } from '../http/find/find.ts'
import { worksHere } from '../users/queries.ts'
import { MailboxFields } from './mailbox-fields.ts'

/** What the API takes and gives of a queue. */
export const QueueFields = {
  id: shownField({ type: 'integer', label: 'ID' }),
  title: charField({ maxLength: 100 }),
  slug: slugField({
    maxLength: 50,
    help: 'Tickets are numbered by it: "support-12". A new one renames them.',
  }),
  email_address: optional(
    emailField({ maxLength: 254, help: 'Mails about its tickets come from here.' }),
  ),
  locale: optional(charField({ maxLength: 10, help: 'Language of its mails, such as "de".' })),
  allow_public_submission: booleanField({
    required: false,
    help: 'Whether people without an account may write to it. All staff see such a queue.',
  }),
  allow_email_submission: booleanField({
    required: false,
    help: 'Whether mails become tickets of it.',
  }),
  escalate_days: optional(
    integerField({
      minValue: 0,
      maxValue: 32_767,
      help: 'Days after which an unanswered ticket becomes more urgent.',
    }),
  ),
  new_ticket_cc: optional(
    emailsField({ maxLength: 200, help: 'Addresses that hear of each new ticket.' }),
  ),
  updated_ticket_cc: optional(
    emailsField({ maxLength: 200, help: 'Addresses that hear of each change.' }),
  ),
  enable_notifications_on_email_events: booleanField({
    required: false,
    help: 'Whether the CCs of a ticket hear of answers that came by mail.',
  }),
  default_owner: optional(
    primaryKeyField<{ ctx: Context }>({
      help: 'Whom new tickets are assigned to.',
      exists: (id, { ctx }) => worksHere(ctx.db, id),
    }),
  ),
  dedicated_time: optional(
    durationField({ help: 'Time that was set aside for it: "3 00:00:00" is three days.' }),
  ),
  ...MailboxFields,
}

/** How a list of queues can be narrowed and sorted. */
export const FindQueues: Findable = {
  filters: {
    id: byReference('queue.id'),
    title: byText('queue.title'),
    slug: byText('queue.slug'),
    allow_public_submission: byFlag('queue.allow_public_submission'),
    allow_email_submission: byFlag('queue.allow_email_submission'),
    default_owner: byReference('queue.default_owner_id'),
  },
  orderings: { id: 'queue.id', title: 'queue.title', slug: 'queue.slug' },
  defaultOrdering: 'title',
  fields: Object.keys(QueueFields).filter((name) => name !== 'email_box_pass'),
  searched: ['queue.title', 'queue.slug'],
}
