import { z } from 'zod'
import { COMMAND_LINE } from '../audit/record.ts'
import type { Context } from '../context.ts'
import { inTransaction } from '../db/index.ts'
import { checked } from '../lib/checked.ts'
import { line } from '../lib/inputs.ts'
import { insertUser } from './create.ts'
import { hashPassword } from './password.ts'
import { personToChange, recordPerson } from './record.ts'

export const Password = z
  .string({ error: 'A password is needed.' })
  .min(1, 'The password is empty.')
  .max(4096, 'A password may have at most 4096 characters.')

const Account = z.object({
  username: line(150).regex(
    /^[\p{L}\p{M}\p{N}_.@+-]*$/u,
    'A username may hold letters, digits and "@", ".", "+", "-", "_" only.',
  ),
  password: Password,
  email: z.literal('').or(z.email('This is not an e-mail address.').max(254)).default(''),
  first_name: z.string().trim().max(150, 'This may have at most 150 characters.').default(''),
  last_name: z.string().trim().max(150, 'This may have at most 150 characters.').default(''),
  is_staff: z.boolean().default(false),
  is_superuser: z.boolean().default(false),
})

/** Adds somebody who can sign in from the command line, after checking what was given. A superuser works here as well. */
export async function createAccount(ctx: Context, input: z.input<typeof Account>) {
  const { password, ...account } = checked(Account, input)
  if (account.is_superuser) account.is_staff = true
  const hashed = await hashPassword(password)
  return inTransaction(ctx.db, async (tx) => {
    const { id } = await insertUser(tx, { ...account, password: hashed }, ctx.now())
    const after = await personToChange(tx, id)
    await recordPerson(ctx, tx, { by: COMMAND_LINE, action: 'created', after })
    return { id, ...account }
  })
}
