import { shownField } from '../../http/fields/nested.ts'
import { byReference, byText, byTime } from '../../http/find/filters.ts'
import type { Findable } from '../../http/find/find.ts'

/** What the API gives of one change of a ticket. */
export const ChangeFields = {
  id: shownField({ type: 'integer', label: 'ID' }),
  followup: shownField({ type: 'field', help: 'The follow-up that tells of the change.' }),
  user: shownField({ type: 'field', help: 'Who made it; null where that is not known any more.' }),
  username: shownField({ type: 'string' }),
  field: shownField({ type: 'string', help: 'What was changed, such as "Status".' }),
  old_value: shownField({ type: 'string', help: 'In words; null where there was none.' }),
  new_value: shownField({ type: 'string', help: 'In words; null where there is none.' }),
  date: shownField({ type: 'datetime', help: 'In UTC.' }),
}

/** How the changes of a ticket can be narrowed and sorted. */
export const FindChanges: Findable = {
  filters: {
    followup: byReference('followup.id'),
    user: byReference('followup.user_id'),
    field: byText('ticket_change.field'),
    date: byTime('followup.date'),
  },
  orderings: { date: 'followup.date', id: 'ticket_change.id' },
  defaultOrdering: '-date,-id',
  fields: Object.keys(ChangeFields),
}
