import type { Db } from '../db/index.ts'
import { toBeDeleted } from '../db/locks.ts'
import { AppError } from '../lib/errors.ts'

/** The custom field of this name. In a transaction no ticket gets a value in it until that ends. */
export async function lockedCustomField(db: Db, name: string) {
  const query = db.selectFrom('custom_field').selectAll().where('name', '=', name)
  const row = await toBeDeleted(db, query).executeTakeFirst()
  if (!row) throw new AppError('not_found', `There is no custom field "${name}".`)
  return row
}
