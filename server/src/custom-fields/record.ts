import { type By, type Change, recordChange } from '../audit/record.ts'
import type { Context } from '../context.ts'
import type { Tx } from '../db/index.ts'
import type { CustomFieldRow } from '../db/schema.ts'

type What = { by: By; row: CustomFieldRow } & Pick<Change, 'action' | 'before' | 'after'>

/** Notes who changed what of a custom field. */
export async function recordField(ctx: Context, tx: Tx, { by, row, ...change }: What) {
  const { id, name } = row
  await recordChange(tx, by, { ...change, kind: 'custom-field', id, label: name, now: ctx.now() })
}
