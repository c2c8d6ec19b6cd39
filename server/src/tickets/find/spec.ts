import type { CustomField } from '../../custom-fields/queries.ts'
import {
  byChoice,
  byFlag,
  byNumber,
  byReference,
  byText,
  byTime,
  type Filter,
} from '../../http/find/filters.ts'
import type { Findable } from '../../http/find/find.ts'
import { wordsIn } from '../../db/full-text.ts'
import { STATUSES } from '../../lib/ticket-status.ts'
import { INCLUDES } from './include.ts'
import { SHOWN_NAMES } from './show.ts'

const PRIORITIES = [
  [1, 'Critical'],
  [2, 'High'],
  [3, 'Normal'],
  [4, 'Low'],
  [5, 'Very Low'],
] as const

/** Text that is found by its words. */
const byWords = (column: string, operators: Filter['operators']): Filter => {
  const text = byText(column)
  return {
    ...text,
    operators,
    read: (given) => (wordsIn(given).length > 0 ? text.read(given) : undefined),
    expected: 'text with a letter or a digit in it',
  }
}

/** What `tag=` is told apart by from the columns of a ticket. */
export const TAG = 'tag '

/** What `has_attachment=` is told apart by from the columns of a ticket. */
export const HAS_FILE = 'file '

const FILTERS: Record<string, Filter> = {
  id: { ...byNumber('id'), operators: ['is', 'not', 'gt', 'gte', 'lt', 'lte'] },
  queue: byReference('queue_id'),
  status: byChoice('status', STATUSES),
  priority: byChoice('priority', PRIORITIES),
  assigned_to: byReference('assigned_to_id'),
  on_hold: byFlag('on_hold'),
  merged_to: byReference('merged_to_id'),
  kb_item: byReference('kb_item_id'),
  title: byWords('title', ['is', 'words']),
  submitter_email: { ...byWords('submitter_email', ['is', 'words', 'isnull']) },
  tag: { ...byText(TAG), operators: ['is'] },
  has_attachment: byFlag(HAS_FILE),
  due_date: byTime('due_date'),
  created: byTime('created'),
  modified: byTime('modified'),
}

/** What `custom_NAME=` is told apart by from the columns of a ticket. */
export const CUSTOM = 'custom value '

/** How the list of tickets can be narrowed and sorted, and what of a ticket can be shown. */
export function findTickets(custom: CustomField[]): Findable {
  const customFilters = custom.map(({ name, row }): [string, Filter] => [
    name,
    { ...byText(`${CUSTOM}${row.id}`), operators: ['is'] },
  ])
  return {
    filters: { ...Object.fromEntries(customFilters), ...FILTERS },
    // Each has an index of its own: migration 011.
    orderings: Object.fromEntries(
      ['id', 'created', 'modified', 'priority', 'due_date', 'status'].map((name) => [name, name]),
    ),
    defaultOrdering: '-id',
    fields: [...SHOWN_NAMES, ...custom.map(({ name }) => name)],
    includes: INCLUDES,
    searched: ['ticket_text'],
  }
}
