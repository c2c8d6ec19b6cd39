import type { Context } from '../context.ts'
import { formatDateTime } from '../http/fields/represent.ts'
import { queryOf } from '../http/query.ts'
import { resource } from '../http/resource.ts'
import type { App, Request } from '../http/types.ts'
import { requireSignedIn, signedIn } from './authenticate.ts'
import { makeToken } from './make-token.ts'
import { FindTokens, TOKEN_COLUMNS, TokenFields, type TokenRow } from './token-schema.ts'
import { revokeToken } from './tokens.ts'

/** The key of a token that was just made: the answer to that request tells it, and nothing else does. */
const keys = new WeakMap<Request, string>()

/** `/api/tokens/`: keys with which programs ask as somebody. */
export function tokenRoutes(app: App, ctx: Context) {
  resource(app, ctx, {
    name: 'Token',
    description: 'The API tokens of whoever asks; for admins also those of others, by ?user=ID.',
    allow: signedIn,
    rows: 'their own; for admins all',
    fields: TokenFields,
    context: () => ({ ctx }),
    find: FindTokens,
    id: 'token.id',
    from: (request) => {
      const all = ctx.db.selectFrom('token').select(TOKEN_COLUMNS)
      return asksForAll(request)
        ? all
        : all.where('token.user_id', '=', requireSignedIn(request).id)
    },
    show: (rows, request) => rows.map((row) => ({ ...shown(row), ...keyFor(request) })),
    create: async (request, given) => {
      const { id, key } = await makeToken(ctx, requireSignedIn(request), given)
      keys.set(request, key)
      return id
    },
    remove: async (request, { id }) => {
      await revokeToken(ctx, id, requireSignedIn(request))
    },
  })
}

/** Admins find each token by its id; their list is their own, unless they say whose. */
function asksForAll(request: Request): boolean {
  const { isSuperuser, limits } = requireSignedIn(request)
  if (!isSuperuser || limits?.scope === 'write') return false
  const { id } = request.params as { id?: string }
  return id !== undefined || request.method === 'POST' || queryOf(request).has('user')
}

const shown = ({ user_id, created, expires, last_used, ...row }: TokenRow) => ({
  ...row,
  user: user_id,
  created: formatDateTime(created),
  expires: expires && formatDateTime(expires),
  last_used: last_used && formatDateTime(last_used),
})

const keyFor = (request: Request) => {
  const key = keys.get(request)
  return key === undefined ? {} : { key }
}
