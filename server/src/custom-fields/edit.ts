import { type By, COMMAND_LINE } from '../audit/record.ts'
import type { Context } from '../context.ts'
import { inTransaction, type Tx } from '../db/index.ts'
import type { CustomFieldRow } from '../db/schema.ts'
import { AppError, conflict } from '../lib/errors.ts'
import { lockedCustomField } from './find.ts'
import { type CustomFieldInput, readCustomField } from './input.ts'
import { recordField } from './record.ts'

export type CustomFieldChanges = Partial<Omit<CustomFieldInput, 'name'>>

/** Changes what is given of a custom field, from the command line. */
export async function editCustomField(ctx: Context, name: string, changes: CustomFieldChanges) {
  if (Object.values(changes).every((value) => value === undefined)) {
    await lockedCustomField(ctx.db, name)
    throw new AppError('invalid', 'Nothing was given to change.')
  }
  return updateCustomField(ctx, COMMAND_LINE, name, changes)
}

/**
 * Changes what is given of a custom field, and notes who did. Its name stays, and so does its type once
 * tickets use it.
 */
export async function updateCustomField(
  ctx: Context,
  by: By,
  name: string,
  changes: CustomFieldChanges,
) {
  return inTransaction(ctx.db, async (tx) => {
    const before = await lockedCustomField(tx, name)
    const after = await update(tx, before, changes)
    await recordField(ctx, tx, { by, action: 'edited', row: after, before, after })
    return after
  })
}

async function update(tx: Tx, { id, ...stored }: CustomFieldRow, changes: CustomFieldChanges) {
  const given = Object.fromEntries(
    Object.entries(changes).filter(([, value]) => value !== undefined),
  )
  const columns = readCustomField({ ...(stored as CustomFieldInput), ...given })
  if (columns.data_type !== stored.data_type && (await isUsed(tx, id))) {
    throw conflict(`Tickets hold values in "${stored.name}": its type cannot change any more.`)
  }
  return tx
    .updateTable('custom_field')
    .set(columns)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
}

async function isUsed(tx: Tx, fieldId: number): Promise<boolean> {
  const rows = await tx
    .selectFrom('custom_value')
    .select('ticket_id')
    .where('field_id', '=', fieldId)
    .limit(1)
    .execute()
  return rows.length > 0
}
