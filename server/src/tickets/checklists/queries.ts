import type { Selectable } from 'kysely'
import type { Db, Tx } from '../../db/index.ts'
import type { ChecklistTaskTable } from '../../db/part-tables.ts'
import { formatDateTime } from '../../http/fields/represent.ts'

export type TaskRow = Selectable<ChecklistTaskTable>

export interface ChecklistRow {
  id: number
  ticket_id: number
  name: string
}

/** Checklists with their tasks: one query for these, however many they are. */
export async function showChecklists(db: Db, rows: ChecklistRow[]) {
  const ids = rows.map(({ id }) => id)
  const byChecklist = Map.groupBy(await tasksOf(db, ids), ({ checklist_id }) => checklist_id)
  return rows.map(({ id, name }) => ({
    id,
    name,
    tasks: (byChecklist.get(id) ?? []).map(showTask),
  }))
}

async function tasksOf(db: Db, checklists: number[]): Promise<TaskRow[]> {
  if (checklists.length === 0) return []
  return db
    .selectFrom('checklist_task')
    .selectAll()
    .where('checklist_id', 'in', checklists)
    .orderBy('checklist_id')
    .orderBy('position')
    .orderBy('id')
    .execute()
}

export const showTask = (row: TaskRow) => ({
  id: row.id,
  description: row.description,
  position: row.position,
  completed: row.completed_at !== null,
  completed_at: row.completed_at === null ? null : formatDateTime(row.completed_at),
  completed_by: row.completed_by_id,
})

/** A checklist to begin with, if there is one with this id. */
export const templateOf = (db: Db, id: number) =>
  db.selectFrom('checklist_template').selectAll().where('id', '=', id).executeTakeFirst()

export async function insertTasks(tx: Tx, rows: Omit<TaskRow, 'id'>[]): Promise<TaskRow[]> {
  if (rows.length === 0) return []
  return tx.insertInto('checklist_task').values(rows).returningAll().execute()
}
