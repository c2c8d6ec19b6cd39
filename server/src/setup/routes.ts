import type { Context } from '../context.ts'
import { endpoint, everyone } from '../http/endpoint.ts'
import { emailField } from '../http/fields/network.ts'
import { charField } from '../http/fields/text.ts'
import { readFields } from '../http/form.ts'
import type { App } from '../http/types.ts'

import { usernameRefusal } from '../users/schema.ts'
import { setUp } from './setup.ts'

const Fields = {
  token: charField({
    label: 'Set-up token',
    help: 'The one that the server printed when it started.',
  }),
  username: charField({ label: 'Username', maxLength: 150, checks: [usernameRefusal] }),
  password: charField({ label: 'Password', writeOnly: true, trim: false }),
  email: emailField({ label: 'Email address', required: false, allowBlank: true, maxLength: 254 }),
  queue: charField({ label: 'Title of the first queue', required: false, maxLength: 100 }),
}

/** `/api/setup/`: the first account, while there is none. */
export function setupRoutes(app: App, ctx: Context) {
  endpoint(app, '/', {
    name: 'Set Up',
    description: 'Makes the superuser, a first queue and an API token, once.',
    allow: everyone,
    fields: async () => Fields,
    POST: async (request, reply) => {
      const given = await readFields(ctx, request, Fields)
      reply.code(201)
      return setUp(ctx, {
        token: given.token ?? '',
        username: given.username ?? '',
        password: given.password ?? '',
        email: given.email ?? '',
        queue: given.queue || 'Support',
      })
    },
  })
}
