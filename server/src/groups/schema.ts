import type { Context } from '../context.ts'
import { accept, type Field, makeField, refuse } from '../http/fields/field.ts'
import { shownField } from '../http/fields/nested.ts'
import { integerField } from '../http/fields/number.ts'
import { charField } from '../http/fields/text.ts'
import { byReference, byText } from '../http/find/filters.ts'
import type { Findable } from '../http/find/find.ts'
import type { FieldErrors } from '../lib/errors.ts'
import { typeName, type Value } from '../lib/value.ts'
import { grantsField, missingIn, noSuch } from '../users/grants.ts'

const MOST_MEMBERS = 1000
const userId = integerField({ minValue: 1, maxValue: 2_147_483_647 })

/** People by their ids: all of them, so that whoever is not in the list is none of the group. */
const membersField: Field<number[], { ctx: Context }> = makeField(
  { required: false, help: 'The ids of all who are in the group.' },
  {
    type: 'list',
    metadata: { max_length: MOST_MEMBERS },
    child: userId,
    parse(value, { ctx }) {
      if (!Array.isArray(value)) {
        return refuse(`Expected a list of items but got type "${typeName(value)}".`)
      }
      if (value.length > MOST_MEMBERS) {
        return refuse(`Ensure this field has no more than ${MOST_MEMBERS} elements.`)
      }
      const { errors, ids } = readIds(value as Value[])
      if (Object.keys(errors).length > 0) return { ok: false, errors }
      return {
        later: async () => {
          const missing = await missingIn(ctx.db, 'user', ids)
          return missing.length > 0 ? refuse(...missing.map(noSuch)) : accept(ids)
        },
      }
    },
  },
)

function readIds(items: Value[]) {
  const errors: FieldErrors = {}
  const ids = new Set<number>()
  for (const [index, item] of items.entries()) {
    const read = item === null ? refuse('This field may not be null.') : userId.parse(item, null)
    if ('later' in read) throw new Error('The database need not be asked for a number.')
    if (read.ok) ids.add(Number(read.value))
    else errors[index] = read.errors
  }
  return { errors, ids: [...ids] }
}

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
