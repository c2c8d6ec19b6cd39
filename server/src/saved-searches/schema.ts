import type { Context } from '../context.ts'
import type { SavedSearchRow } from '../db/list-tables.ts'
import { booleanField } from '../http/fields/choice.ts'
import { accept, type Field, refuse } from '../http/fields/field.ts'
import { shownField } from '../http/fields/nested.ts'
import { charField } from '../http/fields/text.ts'
import { byFlag, byReference, byText } from '../http/find/filters.ts'
import type { Findable } from '../http/find/find.ts'
import type { List } from '../lists/list.ts'
import { flawOfQuery, refusalsOf } from './query.ts'

/** Searches that somebody keeps. What is private stays so: the audit says only that there is one. */
export const SavedSearches = {
  table: 'saved_search',
  kind: 'saved-search',
  label: ({ id, shared, title }) => (shared ? title : `Private search ${id}`),
  added: (_ctx, { id }) => ({ user_id: id }),
  noted: ({ shared, ...row }) => (shared ? { ...row, shared } : { user_id: row.user_id, shared }),
} as const satisfies List<SavedSearchRow>

const written = charField({
  maxLength: 2000,
  help: 'What to look for, as in the address of /api/tickets/find/: "status=Open&ordering=-created".',
  checks: [flawOfQuery],
})

/** A search as it is written, if the list of tickets would take it. */
const queryField: Field<string, Context> = {
  ...written,
  parse(value, ctx) {
    const read = written.parse(value, undefined)
    if ('later' in read || !read.ok) return read
    return {
      later: async () => {
        const refusals = await refusalsOf(ctx, read.value)
        return refusals.length > 0 ? refuse(...refusals) : accept(read.value)
      },
    }
  },
}

/** What the API takes and gives of a saved search. */
export const SavedSearchFields = {
  id: shownField({ type: 'integer', label: 'ID' }),
  user: shownField({ type: 'integer', help: 'Whose it is: that of whoever saved it.' }),
  title: charField({ maxLength: 100 }),
  shared: booleanField({ required: false, help: 'Whether all staff see it.' }),
  query: queryField,
}

/** How a list of saved searches can be narrowed and sorted. */
export const FindSavedSearches: Findable = {
  filters: {
    id: byReference('saved_search.id'),
    user: byReference('saved_search.user_id'),
    title: byText('saved_search.title'),
    shared: byFlag('saved_search.shared'),
  },
  orderings: { id: 'saved_search.id', title: 'saved_search.title' },
  defaultOrdering: 'title',
  fields: Object.keys(SavedSearchFields),
  searched: ['saved_search.title'],
}
