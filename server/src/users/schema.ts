import type { Context } from '../context.ts'
import { emailField } from '../http/fields/network.ts'
import { charField } from '../http/fields/text.ts'
import { usernameIsTaken } from './queries.ts'

/** The characters that Django allows in a user's name. */
const USERNAME = /^[\p{L}\p{M}\p{N}_.@+-]+$/u

/** Why nobody can have this name, or null. The words are Django's: clients show them. */
export const usernameRefusal = (text: string): string | null =>
  USERNAME.test(text)
    ? null
    : 'Enter a valid username. This value may contain only letters, numbers, and @/./+/-/_ characters.'

/** What `POST /api/users/` takes. */
export const UserFields = {
  first_name: charField({ label: 'First name', required: false, allowBlank: true, maxLength: 150 }),
  last_name: charField({ label: 'Last name', required: false, allowBlank: true, maxLength: 150 }),
  username: charField<Context>({
    label: 'Username',
    help: 'Letters, digits and @/./+/-/_ only.',
    maxLength: 150,
    checks: [usernameRefusal],
    unique: {
      taken: (username, ctx) => usernameIsTaken(ctx.db, username),
      message: 'A user with that username already exists.',
    },
  }),
  email: emailField({ label: 'Email address', required: false, allowBlank: true, maxLength: 254 }),
  password: charField({ label: 'Password', writeOnly: true }),
}
