import { setImmediate } from 'node:timers/promises'
import { type RawBuilder, sql, type SqlBool } from 'kysely'
import { type Phrase, ticketsWith } from '../../db/full-text.ts'
import { type Db, isPostgres } from '../../db/index.ts'
import { followUpsAre } from '../../db/place.ts'
import { anyOf, listOf } from '../../db/prepared.ts'
import type { Find } from '../../http/find/find.ts'
import { hasPhrase } from '../find/marked.ts'
import { searchedIn } from '../find/searched.ts'
import { allOf, indexOf, inOrder, type PartList, smallestRange, using } from './list.ts'

/** What a row says, with the name that a piece of it gets where it is shown. */
export type Text = readonly [field: string, text: string]

/** What is searched of the rows of a list. */
export interface Texts {
  of: (db: Db, ids: number[]) => Promise<Map<number, Text[]>>
  /** How many characters that are, about. */
  size: RawBuilder<number>
  /** Whether one of the texts is like this pattern. */
  like: (pattern: RawBuilder<string>) => RawBuilder<SqlBool>
}

interface Asked {
  list: PartList
  texts: Texts
  find: Find
}

/** How much is looked at. */
export const MOST = {
  /** Rows whose text is asked for letters. */
  rows: 20_000,
  /** Texts that are taken to pieces. */
  texts: 2000,
  /** Tickets that have the words. */
  tickets: 5000,
  /** Characters that are read, in all and in one piece: no more than ten pieces, whatever is found. */
  read: 4_000_000,
  piece: 500_000,
}

/**
 * The rows that have the words themselves, in order: all of them, or those among the first that there are.
 * No index tells what each row says, and so its text is read. See adr/0013.
 */
export async function withWords(db: Db, { list, texts, find }: Asked, most = MOST) {
  const phrases = searchedIn(find)
  const { rows, isAll } = await lookedAt(db, { list, find, phrases, most })
  const result = await sql<Sized>`select ${sql.ref(`${list.table}.id`)} as id, ${texts.size} as size
    from (${rows}) as looked_at cross join ${sql.table(list.table)}
    where ${sql.ref(`${list.table}.id`)} = looked_at.id and ${mayHave(db, phrases, texts)}
    order by ${inOrder(find.orders[0]!)} limit ${most.texts + 1}`.execute(db)
  const pieces = inPieces(result.rows.slice(0, most.texts), most)
  const all: number[] = []
  for (const ids of pieces) {
    const said = await texts.of(db, ids)
    all.push(...ids.filter((id) => hasAll(said.get(id) ?? [], phrases)))
    // Others have their turn.
    await setImmediate()
  }
  return { all, count: all.length, isExact: isAll && pieces.flat().length === result.rows.length }
}

interface Sized {
  id: number
  size: number
}

/** The first of some texts, as many as are read, each piece of them in one query. */
function inPieces(rows: Sized[], most: typeof MOST): number[][] {
  const pieces: number[][] = []
  let [read, left] = [0, 0]
  for (const { id, size } of rows) {
    if (read >= most.read) break
    if (size > left || pieces.length === 0) {
      pieces.push([])
      left = most.piece
    }
    pieces.at(-1)!.push(id)
    left -= size
    read += size
  }
  return pieces
}

const hasAll = (said: Text[], phrases: Phrase[]) =>
  phrases.every((phrase) => said.some(([, text]) => hasPhrase(text, phrase)))

const PLAIN = /^[a-z0-9]+$/

/** Which rows are worth reading: in letters from a to z an engine sees that a word is not there. */
function mayHave(db: Db, phrases: Phrase[], { like }: Texts): RawBuilder<SqlBool> {
  const words = phrases.flatMap((phrase) => phrase.words).filter((word) => PLAIN.test(word))
  if (words.length === 0) return sql`true`
  // Whatever the machine's language: in Turkish an I is not the capital of an i.
  const way = isPostgres(db) ? sql`collate "C" ilike` : sql`like`
  return sql.join(
    words.map((word) => like(sql`${way} ${`%${word}%`}`)),
    sql` and `,
  )
}

interface LookedAt {
  rows: RawBuilder<unknown>
  isAll: boolean
}

/**
 * Where the words can be: what the other conditions lead to, the tickets that have them, or, where words
 * are in many tickets, the first of all rows.
 */
async function lookedAt(
  db: Db,
  { list, find, phrases, most }: Omit<Asked, 'texts'> & { phrases: Phrase[]; most: typeof MOST },
): Promise<LookedAt> {
  const { conditions, orders } = find
  const id = sql.ref(`${list.table}.id`)
  const holds = allOf(db, list, conditions)
  const range = await smallestRange(db, list, { conditions, most: most.rows })
  if (range) {
    return {
      rows: sql`select ${id} from ${using(db, list, range.index)} where ${holds}`,
      isAll: true,
    }
  }
  const tickets = await sql<{ id: number }>`with found (id) as (${ticketsWith(db, phrases)}
    limit ${most.tickets + 1}) select id from found`.execute(db)
  if (tickets.rows.length > most.tickets) {
    const [order] = orders
    const index = indexOf(list, conditions, order!.column)
    const first = sql`select ${id} from ${using(db, list, index)} where ${holds}
      order by ${inOrder(order!)} limit ${most.rows}`
    return { rows: first, isAll: false }
  }
  const ids = tickets.rows.map((row) => row.id)
  const asked = sql<{ value: number }>`${anyOf(db, sql.val(listOf(ids)))}`
  const ticket = sql.ref<number>('asked.value')
  const isOfTicket =
    list.table === 'followup' ? followUpsAre(db, ticket) : sql`attachment.ticket_id = ${ticket}`
  const ofTickets = sql`select ${id} from ${asked} as asked cross join ${sql.table(list.table)}
    where ${isOfTicket} and ${holds}`
  const isAll = await hasAtMost(db, ofTickets, most.rows)
  return { rows: sql`${ofTickets} limit ${most.rows}`, isAll }
}

async function hasAtMost(db: Db, rows: RawBuilder<unknown>, most: number): Promise<boolean> {
  const result = await sql<{ count: number }>`select count(*) as count
    from (${rows} limit ${most + 1}) as found`.execute(db)
  return Number(result.rows[0]!.count) <= most
}
