import { z } from 'zod'
import { type By, COMMAND_LINE, recordChange } from '../audit/record.ts'
import type { Context } from '../context.ts'
import { inTransaction } from '../db/index.ts'
import { checked } from '../lib/checked.ts'
import { Password } from './account.ts'
import { endSessionsOf } from './end-sessions.ts'
import { noSuchUser, userIdOf } from './find.ts'
import { hashPassword } from './password.ts'

const NewPassword = z.object({ username: z.string(), password: Password })

/**
 * Gives somebody a new password, and ends their sessions, but for the one `kept`: says how many. API
 * tokens keep working.
 */
export async function changePassword(
  ctx: Context,
  input: { username: string; password: string },
  { by = COMMAND_LINE, kept }: { by?: By; kept?: string } = {},
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
    const change = { kind: 'user', id: user.id, label: username, now: ctx.now() }
    await recordChange(tx, by, { action: 'password changed', ...change })
    return { sessions_ended: await endSessionsOf(tx, user.id, kept) }
  })
}
