import type { Context } from '../context.ts'
import { endpoint } from '../http/endpoint.ts'
import { readFields } from '../http/form.ts'
import type { App } from '../http/types.ts'
import { requireStaff, staff } from './authenticate.ts'
import { createUser } from './create.ts'
import { refuseAddress } from './me.ts'
import { UserFields } from './schema.ts'

/** `/api/users/`: staff add the people who may sign in as customers. */
export function userRoutes(app: App, ctx: Context) {
  endpoint(app, '/', {
    name: 'Create User List',
    description: 'Adds a user, who is a customer: sees their own tickets and nothing else.',
    allow: staff,
    fields: async () => UserFields,
    POST: async (request, reply) => {
      const { password, ...given } = await readFields(ctx, request, UserFields)
      if (given.email) refuseAddress(ctx, requireStaff(request))
      const user = {
        first_name: given.first_name ?? '',
        last_name: given.last_name ?? '',
        username: given.username ?? '',
        email: given.email ?? '',
      }
      await createUser(ctx, { ...user, password: password ?? '' })
      reply.code(201)
      return user
    },
  })
}
