import { sql } from 'kysely'
import { recordChange } from '../../audit/record.ts'
import { inTransaction, type Tx } from '../../db/index.ts'
import { oneAtATime } from '../../db/locks.ts'
import { invalid, notFound } from '../../lib/errors.ts'
import { type Asking, visibleTicket } from '../access.ts'
import { lockTicket, within } from '../locked.ts'

interface Dependency {
  id: number
  ticket_id: number
  depends_on_id: number
}

/** Makes a ticket wait for another. Tickets that wait for each other would wait for ever. */
export async function addDependency(
  asking: Asking,
  ticketId: number,
  dependsOn: number,
): Promise<number> {
  if (dependsOn === ticketId) throw refused('A ticket cannot depend on itself.')
  return inTransaction(asking.ctx.db, async (tx) => {
    await lockTicket(tx, ticketId, asking)
    // The other one may have gone out of sight meanwhile.
    await visibleTicket(within(tx, asking), dependsOn)
    // Of several that close a circle together, the last one finds those before it.
    await oneAtATime(tx, 'dependencies')
    if (await waitsFor(tx, dependsOn, ticketId)) {
      throw refused('That ticket depends on this one already, by itself or by way of others.')
    }
    const row = await tx
      .insertInto('ticket_dependency')
      .values({ ticket_id: ticketId, depends_on_id: dependsOn })
      .onConflict((conflict) => conflict.columns(['ticket_id', 'depends_on_id']).doNothing())
      .returningAll()
      .executeTakeFirst()
    if (!row) throw refused('This ticket depends on that one already.')
    await record(asking, tx, { action: 'created', row })
    return row.id
  })
}

/** Lets a ticket wait for another no more. */
export async function removeDependency(
  asking: Asking,
  ticketId: number,
  { id }: { id: number },
): Promise<void> {
  await inTransaction(asking.ctx.db, async (tx) => {
    await lockTicket(tx, ticketId, asking)
    const row = await tx
      .deleteFrom('ticket_dependency')
      .where('id', '=', id)
      .where('ticket_id', '=', ticketId)
      .returningAll()
      .executeTakeFirst()
    if (!row) throw notFound('TicketDependency')
    await record(asking, tx, { action: 'deleted', row })
  })
}

const refused = (message: string) => invalid({ depends_on: [message] })

/** Whether the first ticket depends on the second one, however many are between them. */
async function waitsFor(tx: Tx, first: number, second: number): Promise<boolean> {
  const { rows } = await sql`
    with recursive reached (id) as (
      select cast(${first} as integer)
      union
      select ticket_dependency.depends_on_id from reached
        join ticket_dependency on ticket_dependency.ticket_id = reached.id)
    select id from reached where id = ${second}`.execute(tx)
  return rows.length > 0
}

async function record(
  { ctx, actor }: Asking,
  tx: Tx,
  { action, row }: { action: 'created' | 'deleted'; row: Dependency },
) {
  await recordChange(tx, actor, {
    action,
    kind: 'ticket-dependency',
    id: row.id,
    label: `ticket ${row.ticket_id}`,
    [action === 'created' ? 'after' : 'before']: row,
    now: ctx.now(),
  })
}
