import type { Tx } from '../db/index.ts'

/** Signs somebody out everywhere. Says how many sessions that ended. */
export async function endSessionsOf(tx: Tx, userId: number): Promise<number> {
  const { numDeletedRows } = await tx
    .deleteFrom('session')
    .where('user_id', '=', userId)
    .executeTakeFirstOrThrow()
  return Number(numDeletedRows)
}
