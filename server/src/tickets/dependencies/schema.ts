import { shownField } from '../../http/fields/nested.ts'
import { primaryKeyField } from '../../http/fields/reference.ts'
import { byChoice, byReference } from '../../http/find/filters.ts'
import type { Findable } from '../../http/find/find.ts'
import { STATUSES } from '../../lib/ticket-status.ts'
import { type Asking, ticketExists } from '../access.ts'
import { otherField } from '../other.ts'

/** What the API takes and gives of a ticket's dependency on another. */
export const DependencyFields = {
  id: shownField({ type: 'integer', label: 'ID' }),
  depends_on: primaryKeyField<Asking>({
    help: 'The ticket that has to be done before this one.',
    exists: ticketExists,
  }),
  other: otherField('The ticket that this one depends on.'),
}

/** The same, looked at from the other end. */
export const DependentFields = {
  id: shownField({ type: 'integer', label: 'ID' }),
  ticket: shownField({ type: 'field', help: 'The ticket that waits for this one.' }),
  other: otherField('The ticket that waits for this one.'),
}

/** How dependencies can be narrowed and sorted. */
export const FindDependencies: Findable = {
  filters: {
    depends_on: byReference('ticket_dependency.depends_on_id'),
    status: byChoice('other.status', STATUSES),
  },
  orderings: { id: 'ticket_dependency.id' },
  defaultOrdering: 'id',
  fields: Object.keys(DependencyFields),
}

export const FindDependents: Findable = {
  ...FindDependencies,
  filters: {
    ticket: byReference('ticket_dependency.ticket_id'),
    status: byChoice('other.status', STATUSES),
  },
  fields: Object.keys(DependentFields),
}
