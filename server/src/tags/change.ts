import { recordChange } from '../audit/record.ts'
import type { Context } from '../context.ts'
import { inTransaction, isDuplicate, type Tx } from '../db/index.ts'
import { toBeChanged, toBeDeleted } from '../db/locks.ts'
import { invalid, notFound } from '../lib/errors.ts'
import type { Actor } from '../users/queries.ts'
import { type TagRow, tagNamed } from './queries.ts'

/** Adds a tag that everybody who works here knows; one that came with a ticket becomes such a one. */
export async function createTag(ctx: Context, actor: Actor, name: string): Promise<number> {
  return inTransaction(ctx.db, async (tx) => {
    const after = await tx
      .insertInto('tag')
      .values({ ...tagNamed(name), for_all: true })
      .onConflict((conflict) =>
        conflict.column('key').doUpdateSet({ for_all: true }).where('tag.for_all', '=', false),
      )
      .returningAll()
      .executeTakeFirst()
    if (!after) throw taken()
    await recordTag(ctx, tx, { actor, action: 'created', tag: after, after })
    return after.id
  })
}

/** Gives a tag another name, on all of its tickets. */
export async function renameTag(
  ctx: Context,
  actor: Actor,
  id: number,
  name: string | null | undefined,
): Promise<void> {
  if (!name) return
  await inTransaction(ctx.db, async (tx) => {
    const before = await tagToChange(tx, id)
    const after = { ...before, ...tagNamed(name) }
    await tx.updateTable('tag').set(tagNamed(name)).where('id', '=', id).execute()
    await recordTag(ctx, tx, { actor, action: 'edited', tag: after, before, after })
  }).catch((error: unknown) => Promise.reject(isDuplicate(error) ? taken() : error))
}

/** Deletes a tag; its tickets stay without it. */
export async function deleteTag(ctx: Context, actor: Actor, id: number): Promise<void> {
  await inTransaction(ctx.db, async (tx) => {
    const before = await tagToChange(tx, id, toBeDeleted)
    await tx.deleteFrom('tag').where('id', '=', id).execute()
    await recordTag(ctx, tx, { actor, action: 'deleted', tag: before, before })
  })
}

const taken = () =>
  invalid({ name: ['There is a tag with this name already: merge this one into it.'] })

/** The tag as it is now; whoever else changes it waits. */
export async function tagToChange(tx: Tx, id: number, locked = toBeChanged): Promise<TagRow> {
  const row = await locked(
    tx,
    tx.selectFrom('tag').selectAll().where('id', '=', id),
  ).executeTakeFirst()
  if (!row) throw notFound('Tag')
  return row
}

/** Notes who changed a tag, and what of it. */
export async function recordTag(
  ctx: Context,
  tx: Tx,
  what: { actor: Actor; action: string; tag: TagRow; before?: object; after?: object },
) {
  const { actor, tag, ...change } = what
  await recordChange(tx, actor, {
    ...change,
    kind: 'tag',
    id: tag.id,
    label: tag.name,
    now: ctx.now(),
  })
}
