import type { Tx } from '../db/index.ts'

/** Signs somebody out everywhere, but for the session `kept`. Says how many sessions that ended. */
export async function endSessionsOf(tx: Tx, userId: number, kept?: string): Promise<number> {
  const { numDeletedRows } = await tx
    .deleteFrom('session')
    .where('user_id', '=', userId)
    .$if(kept !== undefined, (query) => query.where('hash', '!=', kept!))
    .executeTakeFirstOrThrow()
  return Number(numDeletedRows)
}
