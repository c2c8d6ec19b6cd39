import type { Context } from '../../context.ts'
import type { Db } from '../../db/index.ts'
import { secondsAfter, toStored } from '../../lib/time.ts'

const SECONDS = 3600
const MOST_REMEMBERED = 1000

/** When this process last wrote it for a token, or tried to, in milliseconds. */
const noted = new WeakMap<Db, Map<number, number>>()

/** Whether the use of a token is to be noted: not if it was within the last hour. */
export function isToBeNoted(
  ctx: Context,
  { token_id, last_used }: { token_id: number; last_used: string | null },
): boolean {
  const now = ctx.now().getTime()
  const isRecent = (time: number) => Math.abs(now - time) < SECONDS * 1000
  if (last_used !== null && isRecent(Date.parse(last_used))) return false
  const own = noted.get(ctx.db)?.get(token_id)
  return own === undefined || !isRecent(own)
}

/** Writes that a token was used. Nobody waits for it, and no request fails by it. */
export function noteUse(ctx: Context, id: number): void {
  const known = noted.get(ctx.db) ?? new Map<number, number>()
  noted.set(ctx.db, known)
  if (known.size >= MOST_REMEMBERED) known.clear()
  const now = ctx.now()
  known.set(id, now.getTime())
  ctx.db
    .updateTable('token')
    .set({ last_used: toStored(now) })
    .where('id', '=', id)
    // Another process may have been quicker.
    .where(({ or, eb }) =>
      or([
        eb('last_used', 'is', null),
        eb('last_used', '<=', toStored(secondsAfter(now, -SECONDS))),
        eb('last_used', '>', toStored(now)),
      ]),
    )
    .execute()
    .catch(() => {})
}
