import type { Context } from '../../context.ts'
import { inTransaction } from '../../db/index.ts'
import type { FollowUpRow, TicketRow } from '../../db/schema.ts'
import type { ParsedValues } from '../../http/fields/parse.ts'
import { notFound } from '../../lib/errors.ts'
import { toStored } from '../../lib/time.ts'
import { justWritten, type Writable } from '../../queues/access.ts'
import { findTicketToChange } from '../queries.ts'
import { findFollowUp } from './queries.ts'
import type { FollowUpFields } from './schema.ts'

const COLUMNS = {
  user: 'user_id',
  title: 'title',
  comment: 'comment',
  public: 'public',
  new_status: 'new_status',
  time_spent: 'time_spent',
} as const

/** What is to change of a follow-up. A ticket that it is moved to they may change, too. */
export type FollowUpChanges = Omit<ParsedValues<typeof FollowUpFields>, 'ticket'> & {
  ticket?: Writable<TicketRow>
}

/** Changes what a follow-up says. The ticket keeps its status: it only counts as touched. */
export async function editFollowUp(
  ctx: Context,
  { id }: Writable<FollowUpRow>,
  given: FollowUpChanges,
): Promise<Writable<FollowUpRow>> {
  return inTransaction(ctx.db, async (tx) => {
    const changes = columnsOf(given)
    const before = await findFollowUp(tx, id)
    // Whoever answers the ticket locks it first, too: nobody waits for somebody who waits for them.
    if (before) await findTicketToChange(tx, before.ticket_id)
    if (Object.keys(changes).length > 0) {
      await tx.updateTable('followup').set(changes).where('id', '=', id).execute()
    }
    const row = await findFollowUp(tx, id)
    if (!row) throw notFound('FollowUp')
    await tx
      .updateTable('ticket')
      .set({ modified: toStored(ctx.now()) })
      .where('id', '=', row.ticket_id)
      .execute()
    return justWritten(row)
  })
}

function columnsOf({ ticket, ...given }: FollowUpChanges) {
  const columns = Object.entries(COLUMNS).flatMap(([name, column]) => {
    const value = given[name as keyof typeof COLUMNS]
    return value === undefined ? [] : [[column, value] as const]
  })
  return { ...Object.fromEntries(columns), ...(ticket ? { ticket_id: ticket.id } : {}) }
}
