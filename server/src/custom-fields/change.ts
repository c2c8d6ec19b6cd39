import { type Change, recordChange } from '../audit/record.ts'
import type { Context } from '../context.ts'
import { inTransaction, type Tx } from '../db/index.ts'
import type { CustomFieldRow } from '../db/schema.ts'
import type { ParsedValues } from '../http/fields/parse.ts'
import { invalid } from '../lib/errors.ts'
import type { Actor } from '../users/queries.ts'
import { insertCustomField } from './create.ts'
import { removeCustomField } from './delete.ts'
import { type CustomFieldChanges, updateCustomField } from './edit.ts'
import { lockedCustomField } from './find.ts'
import type { CustomFieldInput } from './input.ts'
import type { CustomFieldFields } from './schema.ts'

type Given = ParsedValues<typeof CustomFieldFields>

/** Adds a field to every ticket, and notes who did. Gives its id. */
export async function addField(ctx: Context, actor: Actor, given: Given): Promise<number> {
  return inTransaction(ctx.db, async (tx) => {
    const row = await insertCustomField(tx, given as CustomFieldInput)
    await record(ctx, tx, { actor, action: 'created', row, after: row })
    return row.id
  })
}

/** Changes what is given of a field, and notes who did. */
export async function changeField(
  ctx: Context,
  actor: Actor,
  { name }: { name: string },
  { name: wanted = name, ...changes }: Given,
): Promise<void> {
  if (wanted !== name) throw invalid({ name: [`The API calls it "custom_${name}": that stays.`] })
  await inTransaction(ctx.db, async (tx) => {
    const before = await lockedCustomField(tx, name)
    const after = await updateCustomField(tx, before, changes as CustomFieldChanges)
    await record(ctx, tx, { actor, action: 'edited', row: after, before, after })
  })
}

/** Deletes a field, with what tickets hold in it only if that is said to be all right. */
export async function deleteField(
  ctx: Context,
  actor: Actor,
  { name, withValues }: { name: string; withValues: boolean },
): Promise<void> {
  await inTransaction(ctx.db, async (tx) => {
    const row = await lockedCustomField(tx, name)
    await removeCustomField(tx, row, withValues)
    await record(ctx, tx, { actor, action: 'deleted', row, before: row })
  })
}

async function record(
  ctx: Context,
  tx: Tx,
  what: { actor: Actor; row: CustomFieldRow } & Pick<Change, 'action' | 'before' | 'after'>,
) {
  const { actor, row, ...change } = what
  const { id, name } = row
  await recordChange(tx, actor, {
    ...change,
    kind: 'custom-field',
    id,
    label: name,
    now: ctx.now(),
  })
}
