import type { Selectable } from 'kysely'
import type { Db, Tx } from '../db/index.ts'
import type { TagTable } from '../db/part-tables.ts'

export type TagRow = Selectable<TagTable>

/** What a name is stored as, and what tells it from others. */
export function tagNamed(text: string) {
  const name = text.normalize('NFC')
  return { name, key: name.toLowerCase().normalize('NFC') }
}

export async function tagExists(db: Db, id: number): Promise<boolean> {
  const tag = db.selectFrom('tag').select('id').where('id', '=', id)
  return (await tag.executeTakeFirst()) !== undefined
}

/** The tags with these names. Those that there are not yet are made. */
export async function findOrAddTags(tx: Tx, names: string[]): Promise<TagRow[]> {
  const wanted = new Map(names.map(tagNamed).map((tag) => [tag.key, tag]))
  if (wanted.size === 0) return []
  const find = () =>
    tx
      .selectFrom('tag')
      .selectAll()
      .where('key', 'in', [...wanted.keys()])
      .execute()
  const found = await find()
  const known = new Set(found.map(({ key }) => key))
  // In one order, so that two who add the same ones do not wait for each other.
  const missing = [...wanted.keys()].filter((key) => !known.has(key)).toSorted()
  if (missing.length === 0) return found
  await tx
    .insertInto('tag')
    .values(missing.map((key) => wanted.get(key)!))
    .onConflict((conflict) => conflict.column('key').doNothing())
    .execute()
  return find()
}
