import { recordChange } from '../../audit/record.ts'
import { inTransaction, type Tx } from '../../db/index.ts'
import { toBeChanged } from '../../db/locks.ts'
import type { ParsedValues } from '../../http/fields/parse.ts'
import { invalid, notFound } from '../../lib/errors.ts'
import { toStored } from '../../lib/time.ts'
import type { Asking } from '../access.ts'
import { lockChecklist } from './change.ts'
import { insertTasks, type TaskRow } from './queries.ts'
import { MOST_TASKS, type TaskFields } from './schema.ts'

type Given = ParsedValues<typeof TaskFields>

/** Adds a task to a checklist: the last one, unless its place is given. */
export async function addTask(asking: Asking, checklistId: number, given: Given): Promise<number> {
  return inTransaction(asking.ctx.db, async (tx) => {
    await lockChecklist(tx, asking, checklistId)
    const { count, last } = await tx
      .selectFrom('checklist_task')
      .select(({ fn }) => [fn.countAll<number>().as('count'), fn.max('position').as('last')])
      .where('checklist_id', '=', checklistId)
      .executeTakeFirstOrThrow()
    if (count >= MOST_TASKS) {
      throw invalid({ description: [`A checklist has at most ${MOST_TASKS} tasks.`] })
    }
    const position = given.position ?? (last === null ? 0 : last + 1)
    const task = {
      checklist_id: checklistId,
      description: given.description!,
      position: Number(position),
      completed_at: null,
      completed_by_id: null,
    }
    const [after] = await insertTasks(tx, [{ ...task, ...completion(asking, given) }])
    await record(asking, tx, { action: 'created', row: after!, after: after! })
    return after!.id
  })
}

/** Changes a task, and says that it was done, or was not after all. */
export async function changeTask(
  asking: Asking,
  { id, checklist_id }: TaskRow,
  given: Given,
): Promise<void> {
  await inTransaction(asking.ctx.db, async (tx) => {
    await lockChecklist(tx, asking, checklist_id)
    const before = await taskToChange(tx, id)
    const after = {
      ...before,
      ...(given.description === undefined ? {} : { description: given.description! }),
      ...(given.position === undefined ? {} : { position: Number(given.position) }),
      ...completion(asking, given, before),
    }
    const { id: _, checklist_id: __, ...columns } = after
    await tx.updateTable('checklist_task').set(columns).where('id', '=', id).execute()
    await record(asking, tx, { action: 'edited', row: after, before, after })
  })
}

/** Deletes a task. */
export async function removeTask(asking: Asking, { id, checklist_id }: TaskRow): Promise<void> {
  await inTransaction(asking.ctx.db, async (tx) => {
    await lockChecklist(tx, asking, checklist_id)
    const before = await taskToChange(tx, id)
    await tx.deleteFrom('checklist_task').where('id', '=', id).execute()
    await record(asking, tx, { action: 'deleted', row: before, before })
  })
}

/** Who does what has been done already changes nothing: the first one did it. */
function completion({ ctx, actor }: Asking, { completed }: Given, before?: TaskRow) {
  if (completed === undefined) return {}
  if (!completed) return { completed_at: null, completed_by_id: null }
  const isDone = before !== undefined && before.completed_at !== null
  return isDone ? {} : { completed_at: toStored(ctx.now()), completed_by_id: actor.id }
}

async function taskToChange(tx: Tx, id: number): Promise<TaskRow> {
  const query = tx.selectFrom('checklist_task').selectAll().where('id', '=', id)
  const row = await toBeChanged(tx, query).executeTakeFirst()
  if (!row) throw notFound('ChecklistTask')
  return row
}

async function record(
  { ctx, actor }: Asking,
  tx: Tx,
  what: { action: string; row: TaskRow; before?: TaskRow; after?: TaskRow },
) {
  const { row, ...change } = what
  await recordChange(tx, actor, {
    ...change,
    kind: 'checklist-task',
    id: row.id,
    label: row.description,
    now: ctx.now(),
  })
}
