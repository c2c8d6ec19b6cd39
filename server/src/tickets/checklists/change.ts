import { recordChange } from '../../audit/record.ts'
import { inTransaction, type Tx } from '../../db/index.ts'
import { toBeChanged, toBeDeleted } from '../../db/locks.ts'
import type { ParsedValues } from '../../http/fields/parse.ts'
import { invalid } from '../../lib/errors.ts'
import type { Asking } from '../access.ts'
import { type ChecklistRow, insertTasks } from './queries.ts'
import type { ChecklistFields } from './schema.ts'
import { lockTicket, lockWith } from '../locked.ts'

type Given = ParsedValues<typeof ChecklistFields>

/** Adds a checklist to a ticket, with the tasks that are given. */
export async function addChecklist(
  asking: Asking,
  ticketId: number,
  { name, tasks }: Given,
): Promise<number> {
  return inTransaction(asking.ctx.db, async (tx) => {
    await lockTicket(tx, ticketId, asking)
    const after = await tx
      .insertInto('checklist')
      .values({ ticket_id: ticketId, name: name! })
      .returningAll()
      .executeTakeFirstOrThrow()
    const open = { checklist_id: after.id, completed_at: null, completed_by_id: null }
    const rows = (tasks ?? []).map((description, position) => ({ ...open, description, position }))
    await insertTasks(tx, rows)
    const told = { ...after, tasks: rows.map(({ description }) => description) }
    await record(asking, tx, { action: 'created', row: after, after: told })
    return after.id
  })
}

/** Gives a checklist another name. */
export async function changeChecklist(
  asking: Asking,
  { id }: ChecklistRow,
  { name, tasks }: Given,
): Promise<void> {
  if (tasks) throw invalid({ tasks: ['Change each task at its own address, below "tasks/".'] })
  if (name === undefined) return
  await inTransaction(asking.ctx.db, async (tx) => {
    const before = await lockChecklist(tx, asking, id)
    const after = { ...before, name: name! }
    await tx.updateTable('checklist').set({ name: name! }).where('id', '=', id).execute()
    await record(asking, tx, { action: 'edited', row: after, before, after })
  })
}

/** Deletes a checklist with its tasks. */
export async function removeChecklist(asking: Asking, { id }: ChecklistRow): Promise<void> {
  await inTransaction(asking.ctx.db, async (tx) => {
    const before = await lockChecklist(tx, asking, id, toBeDeleted)
    await tx.deleteFrom('checklist').where('id', '=', id).execute()
    await record(asking, tx, { action: 'deleted', row: before, before })
  })
}

/** The checklist as it is now; whoever else changes it, its tasks, or its ticket waits. */
export async function lockChecklist(
  tx: Tx,
  asking: Asking,
  id: number,
  locked = toBeChanged,
): Promise<ChecklistRow> {
  const query = tx.selectFrom('checklist').selectAll().where('id', '=', id)
  const { row } = await lockWith<ChecklistRow>(tx, asking, {
    what: 'Checklist',
    find: () => query.executeTakeFirst(),
    ticketsOf: ({ ticket_id }) => [ticket_id],
  })
  await locked(tx, query).execute()
  return row
}

async function record(
  { ctx, actor }: Asking,
  tx: Tx,
  what: { action: string; row: ChecklistRow; before?: object; after?: object },
) {
  const { row, ...change } = what
  const label = `ticket ${row.ticket_id}: ${row.name}`
  await recordChange(tx, actor, { ...change, kind: 'checklist', id: row.id, label, now: ctx.now() })
}
