import type { Context } from '../context.ts'
import { shownField } from '../http/fields/nested.ts'
import { primaryKeysField } from '../http/fields/references.ts'
import { charField } from '../http/fields/text.ts'
import { byReference, byText } from '../http/find/filters.ts'
import type { Findable } from '../http/find/find.ts'
import { grantsField, missingIn } from '../users/grants.ts'

/** People by their ids: all of them, so that whoever is not in the list is none of the group. */
const membersField = primaryKeysField<{ ctx: Context }>({
  required: false,
  help: 'The ids of all who are in the group.',
  existing: async (ids, { ctx }) => {
    const missing = await missingIn(ctx.db, 'user', ids)
    return ids.filter((id) => !missing.includes(id))
  },
})

/** What the API takes and gives of a group. */
export const GroupFields = {
  id: shownField({ type: 'integer', label: 'ID' }),
  name: charField({ maxLength: 150 }),
  members: membersField,
  queues: grantsField,
}

/** How a list of groups can be narrowed and sorted. */
export const FindGroups: Findable = {
  filters: { id: byReference('group.id'), name: byText('group.name') },
  orderings: { id: 'group.id', name: 'group.name' },
  defaultOrdering: 'name',
  fields: Object.keys(GroupFields),
  searched: ['group.name'],
}
