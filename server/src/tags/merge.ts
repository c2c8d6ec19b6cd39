import { sql } from 'kysely'
import type { Context } from '../context.ts'
import { inTransaction } from '../db/index.ts'
import { toBeDeleted } from '../db/locks.ts'
import { invalid } from '../lib/errors.ts'
import type { Actor } from '../users/queries.ts'
import { recordTag, tagToChange } from './change.ts'

/** Marks the tickets of a tag with another one, and deletes it. Gives the other one. */
export async function mergeTag(
  ctx: Context,
  actor: Actor,
  { from, into }: { from: number; into: number },
) {
  if (from === into) throw invalid({ into: ['A tag cannot be merged into itself.'] })
  return inTransaction(ctx.db, async (tx) => {
    const before = await tagToChange(tx, from, toBeDeleted)
    const { id, name, for_all } = await tagToChange(tx, into)
    await tx
      .insertInto('ticket_tag')
      .columns(['ticket_id', 'tag_id'])
      .expression(({ selectFrom }) =>
        selectFrom('ticket_tag')
          .select(['ticket_id', sql<number>`cast(${id} as integer)`.as('tag_id')])
          .where('tag_id', '=', from)
          // In one order, so that two who lock them do not wait for each other.
          .orderBy('ticket_id'),
      )
      .onConflict((conflict) => conflict.columns(['ticket_id', 'tag_id']).doNothing())
      .execute()
    await tx.deleteFrom('tag').where('id', '=', from).execute()
    if (before.for_all && !for_all) {
      await tx.updateTable('tag').set({ for_all: true }).where('id', '=', id).execute()
    }
    await recordTag(ctx, tx, {
      actor,
      action: 'merged',
      tag: before,
      before: { name: before.name },
      after: { name },
    })
    return { id, name }
  })
}
