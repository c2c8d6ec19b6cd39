import { z } from 'zod'
import type { Context } from '../context.ts'
import { inTransaction } from '../db/index.ts'
import { checked } from '../lib/checked.ts'
import { Password } from './account.ts'
import { endSessionsOf } from './end-sessions.ts'
import { noSuchUser, userIdOf } from './find.ts'
import { hashPassword } from './password.ts'

const NewPassword = z.object({ username: z.string(), password: Password })

/** Gives somebody a new password, and ends their sessions: says how many. API tokens keep working. */
export async function changePassword(
  ctx: Context,
  input: { username: string; password: string },
): Promise<{ sessions_ended: number }> {
  const { username, password } = checked(NewPassword, input)
  await userIdOf(ctx.db, username)
  const hashed = await hashPassword(password)
  return inTransaction(ctx.db, async (tx) => {
    const user = await tx
      .updateTable('user')
      .set({ password: hashed })
      .where('username', '=', username)
      .returning('id')
      .executeTakeFirst()
    if (!user) throw noSuchUser(username)
    return { sessions_ended: await endSessionsOf(tx, user.id) }
  })
}
