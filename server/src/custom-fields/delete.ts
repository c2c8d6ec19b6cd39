import { type By, COMMAND_LINE } from '../audit/record.ts'
import type { Context } from '../context.ts'
import { inTransaction, type Tx } from '../db/index.ts'
import type { CustomFieldRow } from '../db/schema.ts'
import { conflict } from '../lib/errors.ts'
import { lockedCustomField } from './find.ts'
import { recordField } from './record.ts'

/**
 * Deletes a custom field, and notes who did. Tickets that hold a value in it lose it, if that is said to
 * be all right.
 */
export async function deleteCustomField(
  ctx: Context,
  { name, withValues }: { name: string; withValues: boolean },
  by: By = COMMAND_LINE,
): Promise<{ values_deleted: number }> {
  return inTransaction(ctx.db, async (tx) => {
    const row = await lockedCustomField(tx, name)
    const values_deleted = await remove(tx, row, withValues)
    await recordField(ctx, tx, { by, action: 'deleted', row, before: row })
    return { values_deleted }
  })
}

/** Gives the number of values deleted. */
async function remove(
  tx: Tx,
  { id, name }: Pick<CustomFieldRow, 'id' | 'name'>,
  withValues: boolean,
): Promise<number> {
  const { count } = await tx
    .selectFrom('custom_value')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('field_id', '=', id)
    .executeTakeFirstOrThrow()
  if (count > 0 && !withValues) {
    throw conflict(
      `"${name}" has a value in ${count} ${count === 1 ? 'ticket' : 'tickets'}, which would be lost.`,
    )
  }
  await tx.deleteFrom('custom_field').where('id', '=', id).execute()
  return Number(count)
}
