import type { UserRow } from '../db/schema.ts'
import { booleanField, choiceField } from '../http/fields/choice.ts'
import type { Field, FieldOptions } from '../http/fields/field.ts'
import { shownField } from '../http/fields/nested.ts'
import { emailField } from '../http/fields/network.ts'
import { formatDateTime } from '../http/fields/represent.ts'
import { charField } from '../http/fields/text.ts'
import { byFlag, byReference, byText, byTime } from '../http/find/filters.ts'
import type { Findable } from '../http/find/find.ts'
import { grantsField } from './grants.ts'
import { usernameRefusal } from './schema.ts'

/** A flag that a form without it leaves as it is: nobody is shut out by a box that was not sent. */
function flagField(help: string): Field<boolean | null, unknown> {
  const { formDefault: _, ...field } = booleanField({ required: false, help })
  return field
}

export const newPasswordField = (options: FieldOptions) =>
  charField({ maxLength: 4096, writeOnly: true, trim: false, ...options })

const nameField = () => charField({ required: false, allowBlank: true, maxLength: 150 })

const EmailSettings = {
  email_on_ticket_change: flagField('Whether they get mails about changes of their tickets.'),
  email_on_ticket_assign: flagField('Whether they get a mail when a ticket is assigned to them.'),
}

const Joined = {
  date_joined: shownField({ type: 'datetime', help: 'ISO 8601 in UTC.' }),
}

/** What the API takes and gives of a person. */
export const PersonFields = {
  id: shownField({ type: 'integer', label: 'ID' }),
  username: charField({
    maxLength: 150,
    checks: [usernameRefusal],
    help: 'What they sign in with. Letters, digits and @/./+/-/_ only.',
  }),
  email: emailField({
    required: false,
    allowBlank: true,
    maxLength: 254,
    help: 'Tickets from this address are theirs: they find them at /api/user_tickets/.',
  }),
  first_name: nameField(),
  last_name: nameField(),
  is_active: flagField('Whether they can sign in. To end it also ends their sessions.'),
  is_staff: flagField('Whether they work here.'),
  is_superuser: flagField('Whether they may do everything; such a person works here as well.'),
  ...EmailSettings,
  password: newPasswordField({
    required: false,
    help: 'Without one a new person cannot sign in. A new one ends their sessions.',
  }),
  queues: grantsField,
  ...Joined,
}

const PAGE_SIZES = [10, 25, 50, 100]

/** What people see of themselves, and change of it. */
export const MeFields = {
  id: shownField({ type: 'integer', label: 'ID' }),
  username: shownField({ type: 'string' }),
  email: emailField({
    required: false,
    allowBlank: true,
    maxLength: 254,
    help: 'Only those who may see all tickets change it: tickets are found by it.',
  }),
  first_name: nameField(),
  last_name: nameField(),
  is_staff: shownField({ type: 'boolean', help: 'Whether they work here.' }),
  is_superuser: shownField({ type: 'boolean', help: 'Whether they may do everything.' }),
  ...EmailSettings,
  tickets_per_page: choiceField<number>({
    required: false,
    choices: PAGE_SIZES.map((value) => ({ value, label: String(value) })),
    help: 'How many tickets a page of the web app shows.',
  }),
  login_view_ticketlist: flagField('Whether they see the list of tickets first.'),
  use_email_as_submitter: flagField('Whether their address is filled in in a new ticket.'),
  ...Joined,
}

/** The columns of `PersonFields`: the password is never among them. */
export const PERSON_COLUMNS = [
  'user.id',
  'user.username',
  'user.email',
  'user.first_name',
  'user.last_name',
  'user.is_active',
  'user.is_staff',
  'user.is_superuser',
  'user.email_on_ticket_change',
  'user.email_on_ticket_assign',
  'user.date_joined',
] as const

export const ME_COLUMNS = [
  'user.id',
  'user.username',
  'user.email',
  'user.first_name',
  'user.last_name',
  'user.is_staff',
  'user.is_superuser',
  'user.email_on_ticket_change',
  'user.email_on_ticket_assign',
  'user.tickets_per_page',
  'user.login_view_ticketlist',
  'user.use_email_as_submitter',
  'user.date_joined',
] as const

export const withTime = <Row extends Pick<UserRow, 'date_joined'>>(row: Row) => ({
  ...row,
  date_joined: formatDateTime(row.date_joined),
})

const { password: _, ...Shown } = PersonFields

/** How a list of people can be narrowed and sorted. */
export const FindPeople: Findable = {
  filters: {
    id: byReference('user.id'),
    username: byText('user.username'),
    email: byText('user.email'),
    is_active: byFlag('user.is_active'),
    is_staff: byFlag('user.is_staff'),
    is_superuser: byFlag('user.is_superuser'),
    date_joined: byTime('user.date_joined'),
  },
  orderings: {
    id: 'user.id',
    username: 'user.username',
    email: 'user.email',
    first_name: 'user.first_name',
    last_name: 'user.last_name',
    date_joined: 'user.date_joined',
  },
  defaultOrdering: 'username',
  fields: Object.keys(Shown),
  searched: ['user.username', 'user.email', 'user.first_name', 'user.last_name'],
}
