import type { Db } from '../db/index.ts'

/** A file that a row names, and where people see it. */
export interface NamedFile {
  key: string
  filename: string
  mime_type: string
  ticket_id: number
}

const BATCH = 1000

export const countNamedFiles = async (db: Db): Promise<number> => {
  const { count } = await db
    .selectFrom('attachment')
    .select(({ fn }) => fn.countAll().as('count'))
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** All files that rows name, some rows at a time. Files that arrive meanwhile come along. */
export async function* namedFiles(db: Db): AsyncGenerator<NamedFile> {
  let last = 0
  while (true) {
    const rows = await db
      .selectFrom('attachment')
      .innerJoin('followup', 'followup.id', 'attachment.followup_id')
      .select(['attachment.id', 'key', 'filename', 'mime_type', 'ticket_id'])
      .where('attachment.id', '>', last)
      .orderBy('attachment.id')
      .limit(BATCH)
      .execute()
    yield* rows
    if (rows.length < BATCH) return
    last = rows.at(-1)!.id
  }
}
