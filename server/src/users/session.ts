import { inTransaction } from '../db/index.ts'
import type { Context } from '../context.ts'
import { fingerprint, newSecret } from '../lib/secret.ts'
import { secondsAfter, toStored } from '../lib/time.ts'

/** Begins a session: what the two cookies are to hold. Sessions that ended are swept out. */
export async function beginSession(ctx: Context, userId: number) {
  const [value, csrf] = [newSecret(), newSecret()]
  const now = ctx.now()
  await inTransaction(ctx.db, async (tx) => {
    await tx.deleteFrom('session').where('expires', '<=', toStored(now)).execute()
    await tx
      .insertInto('session')
      .values({
        hash: fingerprint(value),
        user_id: userId,
        csrf,
        expires: toStored(secondsAfter(now, ctx.config.sessionSeconds)),
      })
      .execute()
  })
  return { value, csrf }
}

export async function endSession(ctx: Context, value: string) {
  await ctx.db.deleteFrom('session').where('hash', '=', fingerprint(value)).execute()
}
