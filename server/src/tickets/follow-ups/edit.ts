import { inTransaction } from '../../db/index.ts'
import type { FollowUpRow, TicketRow } from '../../db/schema.ts'
import type { ParsedValues } from '../../http/fields/parse.ts'
import { toStored } from '../../lib/time.ts'
import { type Asking, justWritten, type Writable } from '../../queues/access.ts'
import { lockFollowUp } from '../locked.ts'
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
  asking: Asking,
  { id }: Writable<FollowUpRow>,
  given: FollowUpChanges,
): Promise<Writable<FollowUpRow>> {
  const { ctx } = asking
  return inTransaction(ctx.db, async (tx) => {
    const changes = columnsOf(given)
    await lockFollowUp(tx, asking, { id, ...(given.ticket && { to: given.ticket.id }) })
    if (Object.keys(changes).length > 0) {
      await tx.updateTable('followup').set(changes).where('id', '=', id).execute()
    }
    const after = (await findFollowUp(tx, id))!
    await tx
      .updateTable('ticket')
      .set({ modified: toStored(ctx.now()) })
      .where('id', '=', after.ticket_id)
      .execute()
    return justWritten(after)
  })
}

function columnsOf({ ticket, ...given }: FollowUpChanges) {
  const columns = Object.entries(COLUMNS).flatMap(([name, column]) => {
    const value = given[name as keyof typeof COLUMNS]
    return value === undefined ? [] : [[column, value] as const]
  })
  return { ...Object.fromEntries(columns), ...(ticket ? { ticket_id: ticket.id } : {}) }
}
