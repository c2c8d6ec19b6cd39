import type { Context } from '../context.ts'
import { resource } from '../http/resource.ts'
import type { App } from '../http/types.ts'
import { admins, requireAdmin, requireStaff, staff } from '../users/authenticate.ts'
import { changePerson, createPerson } from '../users/change-person.ts'
import { deactivateUser } from '../users/deactivate.ts'
import { grantsOf } from '../users/grants.ts'
import { FindPeople, PersonFields, withTime } from '../users/person-schema.ts'
import { seenPeople } from './access.ts'

/** `/api/people/`: everybody who has an account. `/api/users/` only adds customers, as it always did. */
export function personRoutes(app: App, ctx: Context) {
  resource(app, ctx, {
    name: 'Person',
    description: 'The people who have an account. DELETE lets somebody in no more: the row stays.',
    allow: { read: staff, write: admins },
    rows: 'who work here, or have to do with tickets they may see',
    fields: PersonFields,
    context: () => ({ ctx }),
    find: FindPeople,
    id: 'user.id',
    from: (request) => seenPeople(ctx, requireStaff(request)),
    show: async (rows, request) => {
      const people = rows.map(withTime)
      // Which queues there are is not for everybody who works here to know.
      if (!requireStaff(request).isSuperuser) return people
      const grants = await grantsOf(
        ctx.db,
        rows.map(({ id }) => id),
      )
      return people.map((person) => ({ ...person, queues: grants.get(person.id)! }))
    },
    create: (request, given) => createPerson(ctx, requireAdmin(request), given),
    edit: (request, row, given) => changePerson(ctx, requireAdmin(request), row, given),
    remove: async (request, row) => {
      if (row.is_active) await deactivateUser(ctx, row.username, requireAdmin(request))
    },
  })
}
