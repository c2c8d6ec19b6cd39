import { sql } from 'kysely'
import type { Db } from '../../db/index.ts'
import { followUpsAre } from '../../db/place.ts'

/**
 * How long each person worked on a ticket, in microseconds, longest first. Nobody in particular is
 * whoever has no account any more. Whole seconds are added apart from the rest: SQLite fails where a
 * sum is larger than the largest duration there may be.
 */
export async function timeByPerson(db: Db, ticketId: number) {
  const rows = await db
    .selectFrom('followup')
    .leftJoin('user', 'user.id', 'followup.user_id')
    .where(followUpsAre(db, sql<number>`${ticketId}`))
    .where('followup.time_spent', 'is not', null)
    .groupBy(['followup.user_id', 'user.username'])
    .select([
      'followup.user_id as user',
      'user.username',
      sql<number | bigint>`sum(followup.time_spent / 1000000)`.as('seconds'),
      sql<number | bigint>`sum(followup.time_spent % 1000000)`.as('rest'),
    ])
    .execute()
  return rows
    .map(({ user, username, seconds, rest }) => ({
      user,
      username,
      micros: BigInt(seconds) * 1_000_000n + BigInt(rest),
    }))
    .toSorted((a, b) =>
      a.micros === b.micros ? (a.user ?? 0) - (b.user ?? 0) : a.micros > b.micros ? -1 : 1,
    )
}
