import { type By, COMMAND_LINE } from '../audit/record.ts'
import type { Context } from '../context.ts'
import { type Db, inTransaction } from '../db/index.ts'
import { invalid } from '../lib/errors.ts'
import { type CustomFieldInput, readCustomField } from './input.ts'
import { recordField } from './record.ts'

/** Adds a field to every ticket, and notes who did: the API calls it `custom_NAME`. */
export async function createCustomField(
  ctx: Context,
  input: CustomFieldInput,
  by: By = COMMAND_LINE,
) {
  return inTransaction(ctx.db, async (tx) => {
    const row = await insertCustomField(tx, input)
    await recordField(ctx, tx, { by, action: 'created', row, after: row })
    return row
  })
}

/** The row of a new field. */
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
