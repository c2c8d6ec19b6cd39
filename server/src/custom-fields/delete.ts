import type { Context } from '../context.ts'
import { conflict } from '../lib/errors.ts'
import { customFieldNamed } from './find.ts'

/** Deletes a custom field. Tickets that hold a value in it lose it, if that is said to be all right. */
export async function deleteCustomField(
  ctx: Context,
  { name, withValues }: { name: string; withValues: boolean },
): Promise<{ values_deleted: number }> {
  const { id } = await customFieldNamed(ctx.db, name)
  const { count } = await ctx.db
    .selectFrom('custom_value')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('field_id', '=', id)
    .executeTakeFirstOrThrow()
  if (count > 0 && !withValues) {
    throw conflict(
      `"${name}" has a value in ${count} ${count === 1 ? 'ticket' : 'tickets'}, which would be lost.`,
    )
  }
  await ctx.db.deleteFrom('custom_field').where('id', '=', id).execute()
  return { values_deleted: Number(count) }
}
