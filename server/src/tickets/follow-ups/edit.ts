import type { Context } from '../../context.ts'
import { inTransaction } from '../../db/index.ts'
import type { ParsedValues } from '../../http/fields/parse.ts'
import { toStored } from '../../lib/time.ts'
import { findTicketToChange } from '../queries.ts'
import { findFollowUp } from './queries.ts'
import type { FollowUpFields } from './schema.ts'

const COLUMNS = {
  ticket: 'ticket_id',
  user: 'user_id',
  title: 'title',
  comment: 'comment',
  public: 'public',
  new_status: 'new_status',
  time_spent: 'time_spent',
} as const

/** Changes what a follow-up says. The ticket keeps its status: it only counts as touched. */
export async function editFollowUp(
  ctx: Context,
  id: number,
  given: ParsedValues<typeof FollowUpFields>,
): Promise<void> {
  await inTransaction(ctx.db, async (tx) => {
    const changes = Object.entries(COLUMNS).flatMap(([name, column]) => {
      const value = given[name as keyof typeof COLUMNS]
      return value === undefined ? [] : [[column, value] as const]
    })
    const before = await findFollowUp(tx, id)
    // Whoever answers the ticket locks it first, too: nobody waits for somebody who waits for them.
    if (before) await findTicketToChange(tx, before.ticket_id)
    if (changes.length > 0) {
      await tx
        .updateTable('followup')
        .set(Object.fromEntries(changes))
        .where('id', '=', id)
        .execute()
    }
    const row = await findFollowUp(tx, id)
    if (!row) return
    await tx
      .updateTable('ticket')
      .set({ modified: toStored(ctx.now()) })
      .where('id', '=', row.ticket_id)
      .execute()
  })
}
