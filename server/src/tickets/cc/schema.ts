import { booleanField } from '../../http/fields/choice.ts'
import { optional } from '../../http/fields/field.ts'
import { shownField } from '../../http/fields/nested.ts'
import { emailField } from '../../http/fields/network.ts'
import { primaryKeyField } from '../../http/fields/reference.ts'
import { byFlag, byReference, byText } from '../../http/find/filters.ts'
import type { Findable } from '../../http/find/find.ts'
import { personExists } from '../../people/access.ts'
import { findPerson } from '../../users/queries.ts'
import type { Asking } from '../access.ts'

/** What the API takes and gives of somebody who hears of a ticket. */
export const CcFields = {
  id: shownField({ type: 'integer', label: 'ID' }),
  user: optional(
    primaryKeyField<Asking>({
      help: 'Somebody with an account. Either this or an address in email has to be given.',
      exists: async (id, asking) =>
        (await personExists(id, asking)) &&
        ((await findPerson(asking.ctx.db, id))?.is_active ?? false),
    }),
  ),
  email: optional(
    emailField({ maxLength: 254, help: 'The address of somebody who has no account.' }),
  ),
  username: shownField({ type: 'string', help: 'What the user is called; null for an address.' }),
  can_view: booleanField({ required: false, help: 'Whether they may look at the ticket.' }),
  can_update: booleanField({ required: false, help: 'Whether they may answer the ticket.' }),
}

/** How the CCs of a ticket can be narrowed and sorted. */
export const FindCcs: Findable = {
  filters: {
    user: byReference('ticket_cc.user_id'),
    email: byText('ticket_cc.email'),
    can_view: byFlag('ticket_cc.can_view'),
    can_update: byFlag('ticket_cc.can_update'),
  },
  orderings: { id: 'ticket_cc.id' },
  defaultOrdering: 'id',
  fields: Object.keys(CcFields),
}
