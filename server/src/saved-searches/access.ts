import type { Context } from '../context.ts'
import type { SavedSearchRow } from '../db/list-tables.ts'
import { forbidden, notFound } from '../lib/errors.ts'
import type { List } from '../lists/list.ts'
import type { Actor } from '../users/queries.ts'
import { SavedSearches } from './schema.ts'

/** The searches that somebody may see: their own, and those that are shared. */
export const seenSearches = ({ db }: Context, { id }: Actor) =>
  db
    .selectFrom('saved_search')
    .selectAll()
    .where(({ or, eb }) => or([eb('user_id', '=', id), eb('shared', '=', true)]))

/** The saved searches as somebody may change them: their own, and as an admin those that are shared. */
export const changeableSearches = ({ id, isSuperuser }: Actor): List<SavedSearchRow> => ({
  ...SavedSearches,
  check({ user_id, shared }, before) {
    if (user_id === id) return
    if (!shared && before) throw forbidden('Only its owner may make it private.')
    if (!shared) throw notFound('SavedSearch')
    if (!isSuperuser) throw forbidden()
  },
})
