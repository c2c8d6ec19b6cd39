import type { Context } from '../context.ts'
import type { SavedSearchRow } from '../db/list-tables.ts'
import { resource } from '../http/resource.ts'
import type { App } from '../http/types.ts'
import { changesOf } from '../lists/routes.ts'
import { requireStaff, staff } from '../users/authenticate.ts'
import { changeableSearches, seenSearches } from './access.ts'
import { FindSavedSearches, SavedSearchFields } from './schema.ts'

/** `/api/saved-searches/`. */
export function savedSearchRoutes(app: App, ctx: Context) {
  resource(app, ctx, {
    name: 'Saved Search',
    description: 'Searches that somebody keeps, for themselves or for all staff.',
    allow: staff,
    rows: 'of their own and shared ones; to change them, their own, or shared ones as an admin',
    fields: SavedSearchFields,
    context: () => null,
    find: FindSavedSearches,
    id: 'saved_search.id',
    from: (request) => seenSearches(ctx, requireStaff(request)),
    show: (rows) => rows.map(shown),
    ...changesOf(ctx, (request) => changeableSearches(requireStaff(request))),
  })
}

const shown = ({ user_id, ...row }: SavedSearchRow) => ({ ...row, user: user_id })
