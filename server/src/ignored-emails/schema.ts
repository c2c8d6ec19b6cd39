import type { IgnoredEmailRow } from '../db/list-tables.ts'
import { booleanField } from '../http/fields/choice.ts'
import { shownField } from '../http/fields/nested.ts'
import { charField } from '../http/fields/text.ts'
import { byFlag, byReference, byText, byTime } from '../http/find/filters.ts'
import type { Findable } from '../http/find/find.ts'
import { isEmail } from '../lib/address.ts'
import { toStored } from '../lib/time.ts'
import type { List } from '../lists/list.ts'
import { byQueue, queuesField } from '../lists/queues.ts'

/** Senders whose mail makes no tickets. */
export const IgnoredEmails = {
  table: 'ignored_email',
  kind: 'ignored-email',
  label: ({ name }) => name,
  queues: { table: 'ignored_email_queue', owner: 'ignored_email_id' },
  added: (ctx) => ({ date: toStored(ctx.now()) }),
} as const satisfies List<IgnoredEmailRow>

/** Whether any text in the place of each "*" makes it an address. */
const isPattern = (text: string) =>
  isEmail(text.replace(/@\*$/, '@example.com').replaceAll('*', 'any'))

/** What the API takes and gives of an ignored sender. */
export const IgnoredEmailFields = {
  id: shownField({ type: 'integer', label: 'ID' }),
  name: charField({ maxLength: 100 }),
  email_address: charField({
    maxLength: 150,
    help: 'An address; "*" stands for any text: "*@example.com", "postmaster@*".',
    checks: [
      (text) =>
        isPattern(text) ? null : 'Give an address such as "name@example.com" or "*@example.com".',
    ],
  }),
  queues: queuesField('The queues whose mail it is about.'),
  keep_in_mailbox: booleanField({
    required: false,
    help: 'Whether such mail stays in the mailbox, instead of being deleted.',
  }),
  date: shownField({ type: 'datetime', help: 'When it was added.' }),
}

/** How a list of ignored senders can be narrowed and sorted. */
export const FindIgnoredEmails: Findable = {
  filters: {
    id: byReference('ignored_email.id'),
    name: byText('ignored_email.name'),
    email_address: byText('ignored_email.email_address'),
    queue: byQueue('ignored_email', IgnoredEmails.queues),
    keep_in_mailbox: byFlag('ignored_email.keep_in_mailbox'),
    date: byTime('ignored_email.date'),
  },
  orderings: {
    id: 'ignored_email.id',
    name: 'ignored_email.name',
    email_address: 'ignored_email.email_address',
    date: 'ignored_email.date',
  },
  defaultOrdering: 'name',
  fields: Object.keys(IgnoredEmailFields),
  searched: ['ignored_email.name', 'ignored_email.email_address'],
}
