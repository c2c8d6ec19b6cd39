import { choiceField } from '../../http/fields/choice.ts'
import { shownField } from '../../http/fields/nested.ts'
import { primaryKeyField } from '../../http/fields/reference.ts'
import { byChoice, byReference, byTime } from '../../http/find/filters.ts'
import type { Findable } from '../../http/find/find.ts'
import { STATUSES } from '../../lib/ticket-status.ts'
import { type Asking, ticketExists } from '../access.ts'
import { otherField } from '../other.ts'
import { LINK_KINDS } from './kinds.ts'

/** What the API takes and gives of a link between tickets, as seen from one of them. */
export const LinkFields = {
  id: shownField({ type: 'integer', label: 'ID' }),
  to: primaryKeyField<Asking>({ help: 'The ticket at the other end.', exists: ticketExists }),
  kind: choiceField({
    required: false,
    help: 'What the ticket at the other end is to this one; "related" unless it is said.',
    choices: LINK_KINDS,
  }),
  other: otherField('The ticket at the other end.'),
  created: shownField({ type: 'datetime', help: 'In UTC.' }),
  user: shownField({ type: 'field', help: 'Who linked them.' }),
}

/** How the links of a ticket can be narrowed and sorted. */
export const FindLinks: Findable = {
  filters: {
    to: byReference('other.id'),
    status: byChoice('other.status', STATUSES),
    created: byTime('ticket_link.created'),
    user: byReference('ticket_link.user_id'),
  },
  orderings: { id: 'ticket_link.id', created: 'ticket_link.created' },
  defaultOrdering: 'id',
  fields: Object.keys(LinkFields),
}
