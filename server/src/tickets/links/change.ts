import type { Selectable } from 'kysely'
import { recordChange } from '../../audit/record.ts'
import { inTransaction, type Tx } from '../../db/index.ts'
import type { LinkKind, TicketLinkTable } from '../../db/schema.ts'
import { AppError, invalid, notFound } from '../../lib/errors.ts'
import { toStored } from '../../lib/time.ts'
import type { Asking } from '../access.ts'
import { lockTicket, lockTickets } from '../locked.ts'
import { INVERSE } from './kinds.ts'

/** Links a ticket to another: both show it from then on. */
export async function addLink(
  asking: Asking,
  ticketId: number,
  { to, kind }: { to: number; kind: LinkKind },
): Promise<number> {
  if (to === ticketId) throw refused('A ticket cannot be linked to itself.')
  const { ctx, actor } = asking
  return inTransaction(ctx.db, async (tx) => {
    // Neither is merged into another one meanwhile, which takes its links along.
    const { obstacles } = await lockTickets(tx, [ticketId, to], asking)
    const [found] = obstacles.filter(({ id, code }) => id === ticketId || code === 'not_found')
    if (found) throw new AppError(found.code, found.detail)
    const row = await tx
      .insertInto('ticket_link')
      .values({
        ticket_id: Math.min(ticketId, to),
        other_id: Math.max(ticketId, to),
        kind: ticketId < to ? kind : INVERSE[kind],
        created: toStored(ctx.now()),
        user_id: actor.id,
      })
      .onConflict((conflict) => conflict.columns(['ticket_id', 'other_id']).doNothing())
      .returningAll()
      .executeTakeFirst()
    if (!row) throw refused('These two tickets are linked already.')
    await record(asking, tx, { action: 'created', row })
    return row.id
  })
}

/** Takes a link away, for both of its tickets. */
export async function removeLink(
  asking: Asking,
  ticketId: number,
  { id }: { id: number },
): Promise<void> {
  await inTransaction(asking.ctx.db, async (tx) => {
    await lockTicket(tx, ticketId, asking)
    const row = await tx
      .deleteFrom('ticket_link')
      .where('id', '=', id)
      .where(({ or, eb }) => or([eb('ticket_id', '=', ticketId), eb('other_id', '=', ticketId)]))
      .returningAll()
      .executeTakeFirst()
    if (!row) throw notFound('TicketLink')
    await record(asking, tx, { action: 'deleted', row })
  })
}

const refused = (message: string) => invalid({ to: [message] })

async function record(
  { ctx, actor }: Asking,
  tx: Tx,
  { action, row }: { action: 'created' | 'deleted'; row: Selectable<TicketLinkTable> },
) {
  await recordChange(tx, actor, {
    action,
    kind: 'ticket-link',
    id: row.id,
    label: `tickets ${row.ticket_id} and ${row.other_id}`,
    [action === 'created' ? 'after' : 'before']: row,
    now: ctx.now(),
  })
}
