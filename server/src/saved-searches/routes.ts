import type { Context } from '../context.ts'
import type { SavedSearchRow } from '../db/list-tables.ts'
import { endpoint } from '../http/endpoint.ts'
import { idOf } from '../http/id.ts'
import { queryOf } from '../http/query.ts'
import { resource } from '../http/resource.ts'
import type { App } from '../http/types.ts'
import { notFound } from '../lib/errors.ts'
import { changesOf } from '../lists/routes.ts'
import { listFound } from '../tickets/find/answer.ts'
import { requireStaff, staff } from '../users/authenticate.ts'
import { changeableSearches, seenSearches } from './access.ts'
import { askedNow } from './query.ts'
import { FindSavedSearches, SavedSearchFields } from './schema.ts'

/** `/api/saved-searches/`. */
export function savedSearchRoutes(app: App, ctx: Context) {
  resource(app, ctx, {
    name: 'Saved Search',
    description: 'Searches that somebody keeps, for themselves or for all staff.',
    allow: staff,
    rows: 'of their own and shared ones; to change them, their own, or shared ones as an admin',
    fields: SavedSearchFields,
    context: () => ctx,
    find: FindSavedSearches,
    id: 'saved_search.id',
    from: (request) => seenSearches(ctx, requireStaff(request)),
    show: (rows) => rows.map(shown),
    ...changesOf(ctx, (request) => changeableSearches(requireStaff(request))),
  })

  endpoint(app, '/:id/tickets', {
    name: 'Tickets of a Saved Search',
    description:
      'What a saved search finds now, among the tickets that whoever asks may see. Further parameters, as of /api/tickets/find/, narrow it; one that it holds already takes the place of that.',
    allow: staff,
    rows: 'of their own and shared ones',
    GET: async (request) => {
      const seen = seenSearches(ctx, requireStaff(request))
      const search = await seen.where('id', '=', idOf(request)).executeTakeFirst()
      if (!search) throw notFound('SavedSearch')
      return listFound(ctx, request, askedNow(search.query, queryOf(request)))
    },
  })
}

const shown = ({ user_id, ...row }: SavedSearchRow) => ({ ...row, user: user_id })
