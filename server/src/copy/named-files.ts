import type { Db } from '../db/index.ts'
import { TABLES_OF_FILES } from '../files/named.ts'

/** A file that a row names, and where people see it: at a ticket, or in the knowledge base. */
export interface NamedFile {
  key: string
  filename: string
  mime_type: string
  ticket_id?: number
  kb_item_id?: number
}

const BATCH = 1000

export async function countNamedFiles(db: Db): Promise<number> {
  let sum = 0
  for (const table of TABLES_OF_FILES) {
    const counted = db.selectFrom(table).select(({ fn }) => fn.countAll().as('count'))
    sum += Number((await counted.executeTakeFirstOrThrow()).count)
  }
  return sum
}

/** All files that rows name, some rows at a time. Files that arrive meanwhile come along. */
export async function* namedFiles(db: Db): AsyncGenerator<NamedFile> {
  yield* inBatches((after) => ofTickets(db, after))
  yield* inBatches((after) => ofItems(db, after))
}

async function* inBatches(load: (after: number) => Promise<(NamedFile & { id: number })[]>) {
  let last = 0
  while (true) {
    const rows = await load(last)
    for (const { id: _, ...file } of rows) yield file
    if (rows.length < BATCH) return
    last = rows.at(-1)!.id
  }
}

const ofTickets = (db: Db, after: number) =>
  db
    .selectFrom('attachment')
    .select(['id', 'key', 'filename', 'mime_type', 'ticket_id'])
    .where('id', '>', after)
    .orderBy('id')
    .limit(BATCH)
    .execute()

const ofItems = (db: Db, after: number) =>
  db
    .selectFrom('kb_attachment')
    .select(['id', 'key', 'filename', 'mime_type', 'item_id as kb_item_id'])
    .where('id', '>', after)
    .orderBy('id')
    .limit(BATCH)
    .execute()
