import { type Expression, type SqlBool, sql } from 'kysely'
import { type Db, isPostgres } from './index.ts'
import type { FollowUpRow } from './schema.ts'

/** All of a follow-up but its place, which is SQLite's own affair. */
export const FOLLOW_UP_COLUMNS = [
  'id',
  'ticket_id',
  'queue_id',
  'user_id',
  'date',
  'title',
  'comment',
  'public',
  'new_status',
  'time_spent',
  'message_id',
] as const satisfies (keyof FollowUpRow)[]

/**
 * The follow-ups of a ticket. SQLite keeps them beside each other, by numbers that begin with the
 * ticket's (migration 008): to go there takes a step less than by an index.
 */
export const followUpsAre = (db: Db, ticket: Expression<number>): Expression<SqlBool> =>
  isPostgres(db)
    ? sql`followup.ticket_id = ${ticket}`
    : sql`followup.place between ${ticket} * 2147483648 and ${ticket} * 2147483648 + 2147483647`
