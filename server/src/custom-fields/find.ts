import type { Db } from '../db/index.ts'
import { AppError } from '../lib/errors.ts'

/** The custom field of this name. */
export async function customFieldNamed(db: Db, name: string) {
  const row = await db
    .selectFrom('custom_field')
    .selectAll()
    .where('name', '=', name)
    .executeTakeFirst()
  if (!row) throw new AppError('not_found', `There is no custom field "${name}".`)
  return row
}
