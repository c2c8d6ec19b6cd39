import { sql } from 'kysely'
import type { Context } from '../../context.ts'
import { type Phrase, phrasesIn } from '../../db/full-text.ts'
import { type Db, isPostgres } from '../../db/index.ts'
import { followUpsAre } from '../../db/place.ts'
import { anyOf, listOf } from '../../db/prepared.ts'
import type { Find } from '../../http/find/find.ts'
import { invalid } from '../../lib/errors.ts'
import type { VisibleQueues } from '../../queues/access.ts'
import { findTicketIds } from '../find/find.ts'
import { hasPhrase } from '../find/marked.ts'
import type { Found } from './find.ts'
import { allOf, idsOfPage, inOrder, type PartList, smallestRange } from './list.ts'

/** What each of these rows says, with the name that a found piece of it gets. */
export type Texts = (db: Db, ids: number[]) => Promise<Map<number, [field: string, text: string][]>>

interface Asked {
  list: PartList
  texts: Texts
  find: Find
  queues: VisibleQueues
}

/** So many texts are read, so many at a time. */
const MOST_READ = 5000
const AT_ONCE = 500
/** The tickets, those changed last first, in which is looked where words are in many. */
const MOST_TICKETS = { sqlite: 1500, postgres: 500 }

/** The words of `?search=`: something there has to be to look for. */
export function wordsOf({ search }: Find): Phrase[] {
  const phrases = search === null ? [] : phrasesIn(search)
  if (search === null || phrases.length > 0) return phrases
  throw invalid({ search: ['Search for something with a letter or a digit in it.'] })
}

/**
 * All rows that have the words themselves. They are looked for where the other conditions lead to few, or
 * else in the tickets that have them: there is no index of what each row says. See adr/0013.
 */
export async function withWords(ctx: Context, asked: Asked): Promise<Found> {
  const { list, texts, find } = asked
  const phrases = wordsOf(find)
  const { ids, isAll } = (await fewRows(ctx.db, list, find)) ?? (await ofTickets(ctx, asked))
  const all: number[] = []
  for (let at = 0; at < ids.length; at += AT_ONCE) {
    const some = ids.slice(at, at + AT_ONCE)
    const said = await texts(ctx.db, some)
    all.push(...some.filter((id) => hasAll(said.get(id) ?? [], phrases)))
  }
  return { all, count: all.length, isExact: isAll }
}

const hasAll = (said: [string, string][], phrases: Phrase[]) =>
  phrases.every((phrase) => said.some(([, text]) => hasPhrase(text, phrase)))

interface Candidates {
  ids: number[]
  isAll: boolean
}

async function fewRows(db: Db, list: PartList, find: Find): Promise<Candidates | undefined> {
  const range = await smallestRange(db, list, { conditions: find.conditions, most: MOST_READ })
  if (!range) return undefined
  const slice = { limit: MOST_READ, offset: 0 }
  return { ids: await idsOfPage(db, list, { find, range, slice }), isAll: true }
}

async function ofTickets(ctx: Context, { list, find, queues }: Asked): Promise<Candidates> {
  const { db } = ctx
  const order = find.orders[0]!
  // Whatever was said last was said on a ticket that changed last.
  const column = order.isDescending ? 'modified' : 'created'
  const orders = [{ column, isDescending: order.isDescending }]
  const byTicket: Find = { ...find, conditions: [], orders, includes: [], fields: null }
  const size = MOST_TICKETS[isPostgres(db) ? 'postgres' : 'sqlite']
  const tickets = await findTicketIds(
    ctx,
    { find: byTicket, queues, isOrdered: true },
    { number: 1, size },
  )
  const asked = sql<{ value: number }>`${anyOf(db, sql.val(listOf(tickets.ids)))}`
  const ticket = sql.ref<number>('asked.value')
  const isOfTicket =
    list.table === 'followup' ? followUpsAre(db, ticket) : sql`attachment.ticket_id = ${ticket}`
  const { rows } = await sql<{ id: number }>`
    select ${sql.ref(`${list.table}.id`)} as id
    from ${asked} as asked cross join ${sql.table(list.table)}
    where ${isOfTicket} and ${allOf(db, list, find.conditions)}
    order by ${inOrder(order)} limit ${MOST_READ + 1}`.execute(db)
  const ids = rows.slice(0, MOST_READ).map(({ id }) => id)
  return { ids, isAll: !tickets.hasMore && rows.length <= MOST_READ }
}
