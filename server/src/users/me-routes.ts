import type { Context } from '../context.ts'
import { clientAddress } from '../http/address.ts'
import { endpoint } from '../http/endpoint.ts'
import { charField } from '../http/fields/text.ts'
import { chosen } from '../http/find/list.ts'
import { readChoice } from '../http/find/find.ts'
import { parseForm, readFields, readForm } from '../http/form.ts'
import { queryOf } from '../http/query.ts'
import type { App, Request } from '../http/types.ts'
import { invalid } from '../lib/errors.ts'
import { fingerprint } from '../lib/secret.ts'
import { requireSignedIn, signedIn } from './authenticate.ts'
import { sessionCookie } from './authentication/session.ts'
import { changePassword } from './change-password.ts'
import { checkPassword } from './check-password.ts'
import { changeMe, findMe } from './me.ts'
import { MeFields, newPasswordField, withTime } from './person-schema.ts'

const Passwords = {
  old_password: charField({ writeOnly: true, trim: false, help: 'The one that counts until now.' }),
  new_password: newPasswordField({ help: 'Ends all other sessions. API tokens keep working.' }),
}

const choice = (request: Request) => readChoice(queryOf(request), { fields: Object.keys(MeFields) })

/** `/api/me/`: whoever asks. */
export function meRoutes(app: App, ctx: Context) {
  const shown = async (request: Request) =>
    chosen(withTime(await findMe(ctx.db, requireSignedIn(request))), choice(request))

  endpoint(app, '/', {
    name: 'Me',
    description: 'Whoever asks: who they are, and how they like to work.',
    allow: signedIn,
    rows: 'who asks',
    fields: async () => MeFields,
    GET: shown,
    PATCH: async (request) => {
      choice(request)
      await using form = await readForm(ctx, request)
      const given = await parseForm(form, MeFields, { partial: true, context: ctx })
      await changeMe(ctx, requireSignedIn(request), given)
      return await shown(request)
    },
  })

  endpoint(app, '/password', {
    name: 'My Password',
    description: 'A new password for whoever asks. It takes the old one.',
    allow: signedIn,
    rows: 'who asks',
    fields: async () => Passwords,
    POST: async (request, reply) => {
      readChoice(queryOf(request), { fields: [] })
      const actor = requireSignedIn(request)
      const { username } = actor
      const given = await readFields(ctx, request, Passwords)
      const attempt = { username, password: given.old_password!, address: clientAddress(request) }
      if (!(await checkPassword(ctx, attempt))) {
        throw invalid({ old_password: ['This is not your password.'] })
      }
      const session = sessionCookie(request)
      const kept = session ? { kept: fingerprint(session) } : {}
      await changePassword(ctx, { username, password: given.new_password! }, { by: actor, ...kept })
      reply.code(204)
    },
  })
}
