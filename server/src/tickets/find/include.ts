import type { Db } from '../../db/index.ts'
import { followUpsByTicket } from '../follow-ups/queries.ts'
import { mayReadItem, type VisibleQueues } from '../../queues/access.ts'
import type { LinkTo } from '../attachments/queries.ts'

interface Row {
  id: number
  queue_id: number
  assigned_to_id: number | null
  kb_item_id?: number | null
}

interface Asked {
  rows: Row[]
  includes: string[]
  linkTo: LinkTo
  /** Those that whoever asks may see. */
  queues: () => Promise<VisibleQueues>
}

/** What `?include=` can add to a ticket. */
export const INCLUDES = ['followups', 'queue_details', 'assigned_to_user', 'kb_item_details']

type Include = (db: Db, asked: Asked) => Promise<(row: Row) => unknown>

const LOOKUPS: Record<string, Include> = {
  followups: async (db, { rows, linkTo }) => {
    const ids = rows.map(({ id }) => id)
    const byTicket = await followUpsByTicket(db, ids, linkTo)
    return ({ id }) => byTicket.get(id) ?? []
  },
  queue_details: async (db, { rows }) => {
    const found = await db
      .selectFrom('queue')
      .select(['id', 'title', 'slug'])
      .where('id', 'in', idsOf(rows, 'queue_id'))
      .execute()
    return ({ queue_id }) => found.find(({ id }) => id === queue_id) ?? null
  },
  assigned_to_user: async (db, { rows }) => {
    const found = await db
      .selectFrom('user')
      .select(['id', 'username', 'first_name', 'last_name'])
      .where('id', 'in', idsOf(rows, 'assigned_to_id'))
      .execute()
    return ({ assigned_to_id }) => found.find(({ id }) => id === assigned_to_id) ?? null
  },
  // What may be read of the knowledge base is for knowledge-base/access.ts to say: the same in short.
  kb_item_details: async (db, { rows, queues }) => {
    const found = await db
      .selectFrom('kb_item')
      .innerJoin('kb_category', 'kb_category.id', 'kb_item.category_id')
      .select(['kb_item.id', 'kb_item.title'])
      .where('kb_item.id', 'in', idsOf(rows, 'kb_item_id'))
      .where(mayReadItem(await queues()))
      .execute()
    return ({ kb_item_id }) => found.find(({ id }) => id === kb_item_id) ?? null
  },
}

/** A list for SQL must not be empty, and no row has the id 0. */
const idsOf = (rows: Row[], column: keyof Row) => [
  0,
  ...new Set(rows.map((row) => row[column] ?? 0)),
]

/** Looks up what was asked for of a page of tickets: one query for each kind of it. */
export async function included(
  db: Db,
  asked: Asked,
): Promise<(row: Row) => Record<string, unknown>> {
  const names = INCLUDES.filter((name) => asked.includes.includes(name))
  const lookups = await Promise.all(
    names.map(async (name) => [name, await LOOKUPS[name]!(db, asked)] as const),
  )
  return (row) => Object.fromEntries(lookups.map(([name, lookup]) => [name, lookup(row)]))
}
