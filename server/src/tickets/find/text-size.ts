import { sql } from 'kysely'
import { matches, type Phrase, textMatches } from '../../db/full-text.ts'
import { type Db, isPostgres } from '../../db/index.ts'
import type { Question } from './question.ts'

/** To list so many by their words takes less than to ask each of those that are left. */
const MOST_LISTED = 60_000
/** How many are guessed from so many of the oldest that have the words, and among so many of the newest. */
const SAMPLE = 2000

/** Whether the tickets with these words are listed, where other conditions or an order lead elsewhere. */
export async function isTextListed(db: Db, { conditions, phrases, order }: Question) {
  const leadsElsewhere = conditions.length > 0 || (order !== null && order.column !== 'id')
  if (isPostgres(db) || phrases.length === 0 || !leadsElsewhere) return false
  // What begins so is gathered for each look at it: once is best.
  if (phrases.some(({ isPrefix }) => isPrefix)) return true
  return (await sampledSize(db, phrases)) <= MOST_LISTED
}

/**
 * Whether a beginning is one that many of the newest tickets have. PostgreSQL cannot guess how many that
 * are, and gathers all of them before it gives the first.
 */
export async function isCommonBeginning(db: Db, phrases: Phrase[]): Promise<boolean> {
  if (!isPostgres(db) || !phrases.some(({ isPrefix }) => isPrefix)) return false
  const { rows } = await sql<{ count: string }>`select count(*) as count
    from (select id from ticket order by id desc limit ${SAMPLE}) as ticket
    where ${textMatches(db, phrases, false)}`.execute(db)
  return Number(rows[0]!.count) > SAMPLE / 50
}

/** About how many tickets of SQLite have these words: to count many takes longer than to find a page. */
async function sampledSize(db: Db, phrases: Phrase[]): Promise<number> {
  const words = matches(db, phrases)
  const last = sql`(select max(id) from ticket)`
  const { rows } = await sql<{ last: number; old: number; to: number; young: number }>`
    select ${last} as last, old.count as old, old.id as "to",
      (select count(*) from ticket_text
        where ${words} and rowid > ${last} - cast(${SAMPLE} as integer)) as young
    from (select count(*) as count, max(id) as id from
      (select rowid as id from ticket_text where ${words} limit ${SAMPLE})) as old`.execute(db)
  const { last: id, old, to, young } = rows[0]!
  return old < SAMPLE ? old : (id * (old / to + young / SAMPLE)) / 2
}
