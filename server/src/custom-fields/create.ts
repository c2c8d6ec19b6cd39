import type { Context } from '../context.ts'
import type { Db } from '../db/index.ts'
import { invalid } from '../lib/errors.ts'
import { type CustomFieldInput, readCustomField } from './input.ts'

/** Adds a field to every ticket: the API calls it `custom_NAME`. */
export function createCustomField(ctx: Context, input: CustomFieldInput) {
  return insertCustomField(ctx.db, input)
}

/** The same within a transaction. */
export async function insertCustomField(db: Db, input: CustomFieldInput) {
  const row = await db
    .insertInto('custom_field')
    .values(readCustomField(input))
    .onConflict((conflict) => conflict.column('name').doNothing())
    .returningAll()
    .executeTakeFirst()
  if (!row) throw invalid({ name: ['A custom field with this name already exists.'] })
  return row
}
