import type { Context } from '../context.ts'
import { inTransaction, type Tx } from '../db/index.ts'
import type { KbItemRow } from '../db/schema.ts'
import type { Actor } from '../users/queries.ts'
import { itemToChange } from './items.ts'

/**
 * Says whether an item has helped, says so anew, or with null takes it back. Each person has one vote:
 * who says the same twice has said it once.
 */
export async function vote(
  ctx: Context,
  actor: Actor,
  { id }: KbItemRow,
  helpful: boolean | null,
): Promise<void> {
  await inTransaction(ctx.db, async (tx) => {
    // Whoever votes on it at this moment is waited for.
    await itemToChange(tx, id)
    const before = await voteOf(tx, id, actor.id)
    if (before === helpful) return
    await write(tx, { item_id: id, user_id: actor.id }, helpful)
    await tx
      .updateTable('kb_item')
      .set(({ eb }) => ({
        votes: eb('votes', '+', counted(helpful !== null) - counted(before !== null)),
        recommendations: eb('recommendations', '+', counted(helpful) - counted(before)),
      }))
      .where('id', '=', id)
      .execute()
  })
}

async function voteOf(tx: Tx, itemId: number, userId: number): Promise<boolean | null> {
  const row = await tx
    .selectFrom('kb_vote')
    .select('helpful')
    .where('item_id', '=', itemId)
    .where('user_id', '=', userId)
    .executeTakeFirst()
  return row?.helpful ?? null
}

async function write(
  tx: Tx,
  whose: { item_id: number; user_id: number },
  helpful: boolean | null,
): Promise<void> {
  if (helpful === null) {
    await tx
      .deleteFrom('kb_vote')
      .where('item_id', '=', whose.item_id)
      .where('user_id', '=', whose.user_id)
      .execute()
    return
  }
  await tx
    .insertInto('kb_vote')
    .values({ ...whose, helpful })
    .onConflict((conflict) => conflict.columns(['item_id', 'user_id']).doUpdateSet({ helpful }))
    .execute()
}

const counted = (flag: boolean | null) => (flag ? 1 : 0)
