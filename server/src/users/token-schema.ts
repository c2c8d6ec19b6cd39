import type { Selectable } from 'kysely'
import type { Context } from '../context.ts'
import type { Scope, TokenTable } from '../db/people-tables.ts'
import { choiceField } from '../http/fields/choice.ts'
import { optional } from '../http/fields/field.ts'
import { shownField } from '../http/fields/nested.ts'
import { primaryKeyField } from '../http/fields/reference.ts'
import { charField } from '../http/fields/text.ts'
import { dateTimeField } from '../http/fields/time.ts'
import { byChoice, byReference, byText, byTime } from '../http/find/filters.ts'
import type { Findable } from '../http/find/find.ts'
import { userExists } from './queries.ts'

export const SCOPES: Scope[] = ['read', 'write', 'admin']

/** What the API takes and gives of a token. */
export const TokenFields = {
  id: shownField({ type: 'integer', label: 'ID' }),
  name: charField({ maxLength: 100, help: 'To know it by, such as "nightly report".' }),
  scope: choiceField<Scope>({
    required: false,
    choices: SCOPES.map((value) => ({ value, label: value })),
    help: '"read" only looks; "write" also changes what takes no admin; "admin", as it is unless given, may do all that its person may.',
  }),
  expires: optional(
    dateTimeField({ help: 'From when it counts no more, in UTC; null for never.' }),
  ),
  user: optional(
    primaryKeyField<{ ctx: Context }>({
      help: 'Whom it acts as: whoever makes it. Admins can make one for somebody else.',
      exists: (id, { ctx }) => userExists(ctx.db, id),
    }),
  ),
  created: shownField({ type: 'datetime' }),
  last_used: shownField({ type: 'datetime', help: 'To the hour; null for never.' }),
  key: shownField({ type: 'string', help: 'Shown once: in the answer that makes the token.' }),
}

/** The columns that are shown: the hash is never among them. */
export const TOKEN_COLUMNS = [
  'token.id',
  'token.user_id',
  'token.name',
  'token.scope',
  'token.created',
  'token.expires',
  'token.last_used',
] as const

export type TokenRow = Omit<Selectable<TokenTable>, 'hash'>

/** How a list of tokens can be narrowed and sorted. */
export const FindTokens: Findable = {
  filters: {
    id: byReference('token.id'),
    user: byReference('token.user_id'),
    name: byText('token.name'),
    scope: byChoice(
      'token.scope',
      SCOPES.map((scope) => [scope, scope] as const),
    ),
    created: byTime('token.created'),
    expires: byTime('token.expires'),
    last_used: byTime('token.last_used'),
  },
  orderings: {
    id: 'token.id',
    name: 'token.name',
    created: 'token.created',
    expires: 'token.expires',
    last_used: 'token.last_used',
  },
  defaultOrdering: 'id',
  fields: Object.keys(TokenFields),
  searched: ['token.name'],
}
