import type { Db } from '../db/index.ts'

/** Every table whose rows name files by a `key`: what none of them names is thrown away. */
export const TABLES_OF_FILES = ['attachment', 'kb_attachment'] as const

/** What a row says of the file with this key, now; undefined where none names it. */
export async function findNamed(db: Db, key: string) {
  for (const table of TABLES_OF_FILES) {
    const row = await db
      .selectFrom(table)
      .select(['filename', 'mime_type'])
      .where('key', '=', key)
      .executeTakeFirst()
    if (row) return row
  }
  return undefined
}

/** Whether a row names the file with this key, now. */
export const isNamed = async (db: Db, key: string): Promise<boolean> =>
  (await findNamed(db, key)) !== undefined
