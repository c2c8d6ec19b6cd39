import type { Context } from '../context.ts'
import { inTransaction, type Tx } from '../db/index.ts'
import type { CustomFieldRow } from '../db/schema.ts'
import { conflict } from '../lib/errors.ts'
import { lockedCustomField } from './find.ts'

/** Deletes a custom field. Tickets that hold a value in it lose it, if that is said to be all right. */
export async function deleteCustomField(
  ctx: Context,
  { name, withValues }: { name: string; withValues: boolean },
): Promise<{ values_deleted: number }> {
  return inTransaction(ctx.db, async (tx) => ({
    values_deleted: await removeCustomField(tx, await lockedCustomField(tx, name), withValues),
  }))
}

/** The same within a transaction that has locked the field. Gives the number of values deleted. */
export async function removeCustomField(
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
