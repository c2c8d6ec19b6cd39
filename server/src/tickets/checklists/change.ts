import { recordChange } from '../../audit/record.ts'
import { inTransaction, type Tx } from '../../db/index.ts'
import { toBeChanged, toBeDeleted } from '../../db/locks.ts'
import type { ParsedValues } from '../../http/fields/parse.ts'
import { invalid } from '../../lib/errors.ts'
import type { Asking } from '../access.ts'
import { type ChecklistRow, insertTasks, templateOf } from './queries.ts'
import type { ChecklistFields } from './schema.ts'
import { lockTicket, lockWith } from '../locked.ts'

type Given = ParsedValues<typeof ChecklistFields>

/** Adds a checklist to a ticket, with the tasks that are given, or those of a template. */
export async function addChecklist(
  asking: Asking,
  ticketId: number,
  given: Given,
): Promise<number> {
  return inTransaction(asking.ctx.db, async (tx) => {
    await lockTicket(tx, ticketId, asking)
    const { name, tasks } = await begun(tx, given)
    const after = await tx
      .insertInto('checklist')
      .values({ ticket_id: ticketId, name })
      .returningAll()
      .executeTakeFirstOrThrow()
    const open = { checklist_id: after.id, completed_at: null, completed_by_id: null }
    const rows = tasks.map((description, position) => ({ ...open, description, position }))
    await insertTasks(tx, rows)
    const told = { ...after, tasks: rows.map(({ description }) => description) }
    await record(asking, tx, { action: 'created', row: after, after: told })
    return after.id
  })
}

/** What a new checklist is called and holds. */
async function begun(tx: Tx, { name, tasks, template: id }: Given) {
  if (!id) {
    if (!name) throw invalid({ name: ['This field is required.'] })
    return { name, tasks: tasks ?? [] }
  }
  if (tasks?.length) throw invalid({ tasks: ['Give tasks or a template, not both.'] })
  const template = await templateOf(tx, id)
  // It may have been deleted since it was looked up.
  if (!template) throw invalid({ template: [`Invalid pk "${id}" - object does not exist.`] })
  return { name: name ?? template.name, tasks: template.task_list }
}

/** Gives a checklist another name. */
export async function changeChecklist(
  asking: Asking,
  { id }: ChecklistRow,
  { name, tasks, template }: Given,
): Promise<void> {
  if (template) throw invalid({ template: ['Only a new checklist is made from a template.'] })
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
