import type { Context } from '../context.ts'
import type { ParsedValues } from '../http/fields/parse.ts'
import { invalid } from '../lib/errors.ts'
import type { Actor } from '../users/queries.ts'
import { createCustomField } from './create.ts'
import { type CustomFieldChanges, updateCustomField } from './edit.ts'
import type { CustomFieldInput } from './input.ts'
import type { CustomFieldFields } from './schema.ts'

type Given = ParsedValues<typeof CustomFieldFields>

/** Adds a field to every ticket. Gives its id. */
export async function addField(ctx: Context, actor: Actor, given: Given): Promise<number> {
  return (await createCustomField(ctx, given as CustomFieldInput, actor)).id
}

/** Changes what is given of a field. */
export async function changeField(
  ctx: Context,
  actor: Actor,
  { name }: { name: string },
  { name: wanted = name, ...changes }: Given,
): Promise<void> {
  if (wanted !== name) throw invalid({ name: [`The API calls it "custom_${name}": that stays.`] })
  await updateCustomField(ctx, actor, name, changes as CustomFieldChanges)
}
