import type { EscalationExclusionRow } from '../db/list-tables.ts'
import { shownField } from '../http/fields/nested.ts'
import { charField } from '../http/fields/text.ts'
import { dateField } from '../http/fields/time.ts'
import { byDay, byReference, byText } from '../http/find/filters.ts'
import type { Findable } from '../http/find/find.ts'
import type { List } from '../lists/list.ts'
import { byQueue, queuesField } from '../lists/queues.ts'

/** Days on which no ticket becomes more urgent. */
export const EscalationExclusions = {
  table: 'escalation_exclusion',
  kind: 'escalation-exclusion',
  label: ({ name }) => name,
  queues: { table: 'escalation_exclusion_queue', owner: 'escalation_exclusion_id' },
} as const satisfies List<EscalationExclusionRow>

/** What the API takes and gives of such a day. */
export const EscalationExclusionFields = {
  id: shownField({ type: 'integer', label: 'ID' }),
  name: charField({ maxLength: 100, help: 'What day it is, such as "Christmas".' }),
  date: dateField({ help: 'The day, such as "2026-12-25".' }),
  queues: queuesField('The queues whose tickets it is about.'),
}

/** How a list of such days can be narrowed and sorted. */
export const FindEscalationExclusions: Findable = {
  filters: {
    id: byReference('escalation_exclusion.id'),
    name: byText('escalation_exclusion.name'),
    date: byDay('escalation_exclusion.date'),
    queue: byQueue('escalation_exclusion', EscalationExclusions.queues),
  },
  orderings: {
    id: 'escalation_exclusion.id',
    name: 'escalation_exclusion.name',
    date: 'escalation_exclusion.date',
  },
  defaultOrdering: 'date',
  fields: Object.keys(EscalationExclusionFields),
  searched: ['escalation_exclusion.name'],
}
