import { type RawBuilder, sql, type SqlBool } from 'kysely'
import type { Context } from '../context.ts'
import { type Db, isPostgres } from '../db/index.ts'
import { type Asking, isInQueues, visibleQueues } from '../queues/access.ts'
import { PERSON_COLUMNS } from '../users/person-schema.ts'
import { type Actor, userExists } from '../users/queries.ts'

/**
 * The people that somebody may know of: all who work here, because tickets are given to them; and of
 * all others those who asked, follow or answered a ticket that they may see. An address that is known
 * from other queues alone is not theirs to know.
 */
export async function seenPeople({ db, ...ctx }: Context, actor: Actor) {
  const people = db.selectFrom('user').select(PERSON_COLUMNS)
  const queues = await visibleQueues({ db, ...ctx }, actor)
  if (queues === 'all') return people
  const isSeen = isInQueues('ticket.queue_id', queues)
  return people.where(
    sql<SqlBool>`("user".is_staff or "user".id = ${actor.id} or ${hasAsked(db, isSeen)}
      or ${follows(isSeen)} or ${hasWritten(db, isInQueues('followup.queue_id', queues))})`,
  )
}

/** Whether there is such a person for whoever asks: by an id alone nobody learns what others are called. */
export async function personExists(id: number, { ctx, actor }: Asking): Promise<boolean> {
  if ((await visibleQueues(ctx, actor)) === 'all') return userExists(ctx.db, id)
  const people = await seenPeople(ctx, actor)
  return (await people.where('user.id', '=', id).executeTakeFirst()) !== undefined
}

type Condition = RawBuilder<SqlBool>

/** SQLite does not know that one person has few tickets, and a queue many. */
const hasAsked = (db: Db, isSeen: Condition) => sql`("user".email <> '' and exists (
  select 1 from ticket ${isPostgres(db) ? sql`` : sql`indexed by ticket_email`}
  where lower(ticket.submitter_email) = lower("user".email) and ${isSeen}))`

const follows = (isSeen: Condition) => sql`exists (
  select 1 from ticket_cc cross join ticket
  where ticket.id = ticket_cc.ticket_id and ticket_cc.user_id = "user".id and ${isSeen})`

const hasWritten = (db: Db, isSeen: Condition) => sql`exists (
  select 1 from followup ${isPostgres(db) ? sql`` : sql`indexed by followup_by_user`}
  where followup.user_id = "user".id and ${isSeen})`
