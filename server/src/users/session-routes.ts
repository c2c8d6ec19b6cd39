import { stringifySetCookie } from 'cookie'
import type { Context } from '../context.ts'
import { clientAddress } from '../http/address.ts'
import { endpoint, everyone } from '../http/endpoint.ts'
import { charField } from '../http/fields/text.ts'
import { readFields } from '../http/form.ts'
import type { App, Reply } from '../http/types.ts'
import { forbidden, invalid } from '../lib/errors.ts'
import { signedIn } from './authenticate.ts'
import { COOKIE, refuseOtherOrigin, sessionCookie } from './authentication/session.ts'
import { checkPassword } from './check-password.ts'
import { beginSession, endSession } from './session.ts'

const Credentials = {
  username: charField({ label: 'Username' }),
  password: charField({ label: 'Password', writeOnly: true, trim: false }),
}

/** Required fields are there once they were parsed. */
const asText = (values: { username?: string | null; password?: string | null }) => ({
  username: values.username ?? '',
  password: values.password ?? '',
})

/** Signing in with cookies, for browsers. */
export function sessionRoutes(app: App, ctx: Context) {
  endpoint(app, '/login', {
    name: 'Log In',
    description: 'Begins a session: sets the cookies `sessionid` and `csrftoken`.',
    allow: everyone,
    fields: async () => Credentials,
    POST: async (request, reply) => {
      refuseOtherOrigin(request)
      const { username, password } = asText(await readFields(ctx, request, Credentials))
      const actor = await checkPassword(ctx, {
        username,
        password,
        address: clientAddress(request),
      })
      if (!actor)
        throw invalid({ non_field_errors: ['Unable to log in with provided credentials.'] })
      const { value, csrf } = await beginSession(ctx, actor.id)
      setCookies(ctx, reply, { value, csrf, maxAge: ctx.config.sessionSeconds })
      return { id: actor.id, username: actor.username, is_staff: actor.isStaff }
    },
  })

  endpoint(app, '/logout', {
    name: 'Log Out',
    description: 'Ends the session whose cookie comes along.',
    allow: signedIn,
    POST: async (request, reply) => {
      const value = sessionCookie(request)
      if (!value) throw forbidden('There is no session to end.')
      await endSession(ctx, value)
      setCookies(ctx, reply, { value: '', csrf: '', maxAge: 0 })
      reply.code(204)
    },
  })
}

/** Scripts of a page read `csrftoken` to send it back; they never see the session. */
function setCookies(
  { config }: Context,
  reply: Reply,
  { value, csrf, maxAge }: { value: string; csrf: string; maxAge: number },
) {
  const common = { path: '/', sameSite: 'lax', secure: config.http.secureCookies, maxAge } as const
  reply.header('set-cookie', [
    stringifySetCookie({ name: COOKIE.session, value, ...common, httpOnly: true }),
    stringifySetCookie({ name: COOKIE.csrf, value: csrf, ...common }),
  ])
}
