import { recordChange } from '../../audit/record.ts'
import { inTransaction, type Tx } from '../../db/index.ts'
import { notFound } from '../../lib/errors.ts'
import type { Asking } from '../access.ts'
import { lockTicket } from '../locked.ts'
import { type CcRow, type Given, refuseTwice, whoIn } from './who.ts'

/** Lets somebody hear of a ticket. */
export async function addCc(asking: Asking, ticketId: number, given: Given): Promise<number> {
  const who = whoIn(given)
  return inTransaction(asking.ctx.db, async (tx) => {
    await lockTicket(tx, ticketId, asking)
    await refuseTwice(tx, ticketId, who)
    const after = await tx
      .insertInto('ticket_cc')
      .values({
        ticket_id: ticketId,
        ...who,
        can_view: given.can_view ?? false,
        can_update: given.can_update ?? false,
      })
      .returningAll()
      .executeTakeFirstOrThrow()
    await record(asking, tx, { action: 'created', after })
    return after.id
  })
}

/** Changes who it is that hears of a ticket, or what they may do there. */
export async function changeCc(
  asking: Asking,
  { id, ticket_id }: CcRow,
  given: Given,
): Promise<void> {
  await inTransaction(asking.ctx.db, async (tx) => {
    await lockTicket(tx, ticket_id, asking)
    const before = await ofId(tx, id)
    const who = whoIn(given, before)
    await refuseTwice(tx, ticket_id, who, id)
    const after = await tx
      .updateTable('ticket_cc')
      .set({
        ...who,
        can_view: given.can_view ?? before.can_view,
        can_update: given.can_update ?? before.can_update,
      })
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow()
    await record(asking, tx, { action: 'edited', before, after })
  })
}

/** Lets somebody hear of a ticket no more. */
export async function removeCc(asking: Asking, { id, ticket_id }: CcRow): Promise<void> {
  await inTransaction(asking.ctx.db, async (tx) => {
    await lockTicket(tx, ticket_id, asking)
    const before = await ofId(tx, id)
    await tx.deleteFrom('ticket_cc').where('id', '=', id).execute()
    await record(asking, tx, { action: 'deleted', before })
  })
}

async function ofId(tx: Tx, id: number): Promise<CcRow> {
  const row = await tx.selectFrom('ticket_cc').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) throw notFound('TicketCC')
  return row
}

async function record(
  { ctx, actor }: Asking,
  tx: Tx,
  { action, before, after }: { action: string; before?: CcRow; after?: CcRow },
) {
  const { id, ticket_id } = (after ?? before)!
  await recordChange(tx, actor, {
    action,
    kind: 'ticket-cc',
    id,
    label: `ticket ${ticket_id}`,
    ...(before ? { before } : {}),
    ...(after ? { after } : {}),
    now: ctx.now(),
  })
}
