import type { Context } from '../context.ts'
import { AppError, conflict } from '../lib/errors.ts'
import { customFieldNamed } from './find.ts'
import { type CustomFieldInput, readCustomField } from './input.ts'

export type CustomFieldChanges = Partial<Omit<CustomFieldInput, 'name'>>

/** Changes what is given of a custom field. Its name stays, and so does its type once tickets use it. */
export async function editCustomField(ctx: Context, name: string, changes: CustomFieldChanges) {
  const { id, ...stored } = await customFieldNamed(ctx.db, name)
  const given = Object.fromEntries(
    Object.entries(changes).filter(([, value]) => value !== undefined),
  )
  if (Object.keys(given).length === 0) {
    throw new AppError('invalid', 'Nothing was given to change.')
  }
  const columns = readCustomField({ ...(stored as CustomFieldInput), ...given })
  if (columns.data_type !== stored.data_type && (await isUsed(ctx, id))) {
    throw conflict(`Tickets hold values in "${name}": its type cannot change any more.`)
  }
  return ctx.db
    .updateTable('custom_field')
    .set(columns)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
}

async function isUsed({ db }: Context, fieldId: number): Promise<boolean> {
  const rows = await db
    .selectFrom('custom_value')
    .select('ticket_id')
    .where('field_id', '=', fieldId)
    .limit(1)
    .execute()
  return rows.length > 0
}
