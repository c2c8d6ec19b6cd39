import { type By, COMMAND_LINE, recordChange } from '../audit/record.ts'
import type { Context } from '../context.ts'
import { inTransaction, type Tx } from '../db/index.ts'
import { oneAtATime, toBeChanged } from '../db/locks.ts'
import { conflict } from '../lib/errors.ts'
import { endSessionsOf } from './end-sessions.ts'
import { noSuchUser } from './find.ts'

/** Somebody can no longer sign in, by no means: what they wrote stays. Says how many sessions ended. */
export async function deactivateUser(
  ctx: Context,
  username: string,
  by: By = COMMAND_LINE,
): Promise<{ sessions_ended: number }> {
  return inTransaction(ctx.db, async (tx) => {
    // Of the last two superusers one has to stay.
    await oneAtATime(tx, 'superusers')
    const user = await setActive(tx, username, false)
    if (user.is_superuser) await refuseWithoutSuperuser(tx, username)
    const change = { kind: 'user', id: user.id, label: username, now: ctx.now() }
    const [before, after] = [{ is_active: true }, { is_active: false }]
    if (user.wasActive) {
      await recordChange(tx, by, { action: 'deactivated', before, after, ...change })
    }
    return { sessions_ended: await endSessionsOf(tx, user.id) }
  })
}

/** Lets somebody sign in again, from the command line. */
export async function activateUser(ctx: Context, username: string): Promise<void> {
  await inTransaction(ctx.db, async (tx) => {
    const { id, wasActive } = await setActive(tx, username, true)
    if (wasActive) return
    const change = { kind: 'user', id, label: username, now: ctx.now() }
    const [before, after] = [{ is_active: false }, { is_active: true }]
    await recordChange(tx, COMMAND_LINE, { action: 'activated', before, after, ...change })
  })
}

async function setActive(tx: Tx, username: string, is_active: boolean) {
  const query = tx.selectFrom('user').where('username', '=', username)
  const user = await toBeChanged(
    tx,
    query.select(['id', 'is_superuser', 'is_active']),
  ).executeTakeFirst()
  if (!user) throw noSuchUser(username)
  await tx.updateTable('user').set({ is_active }).where('id', '=', user.id).execute()
  return { ...user, wasActive: user.is_active }
}

/** The last one who may do everything has to stay. */
export async function refuseWithoutSuperuser(tx: Tx, username: string) {
  const left = await tx
    .selectFrom('user')
    .select('id')
    .where('is_superuser', '=', true)
    .where('is_active', '=', true)
    .limit(1)
    .execute()
  if (left.length === 0) {
    throw conflict(`"${username}" is the only superuser left: make another one first.`)
  }
}
