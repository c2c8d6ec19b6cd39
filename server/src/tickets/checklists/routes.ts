import type { Context } from '../../context.ts'
import type { Db } from '../../db/index.ts'
import { idOf } from '../../http/id.ts'
import { resource } from '../../http/resource.ts'
import type { App, Request } from '../../http/types.ts'
import { notFound } from '../../lib/errors.ts'
import { partsOf } from '../parts.ts'
import { addChecklist, changeChecklist, removeChecklist } from './change.ts'
import { showChecklists, showTask } from './queries.ts'
import { ChecklistFields, FindChecklists, FindTasks, TaskFields } from './schema.ts'
import { addTask, changeTask, removeTask } from './task.ts'

/** `/api/tickets/:id/checklists/`. */
export function checklistRoutes(app: App, ctx: Context) {
  const { asking, common, seen } = partsOf(ctx)
  resource(app, ctx, {
    ...common,
    name: 'Checklist',
    description: 'What is to be done for this ticket, as lists of tasks.',
    fields: ChecklistFields,
    find: FindChecklists,
    id: 'checklist.id',
    param: 'checklist',
    from: async (request) => checklistsOf(ctx.db, await seen(request)),
    show: (rows) => showChecklists(ctx.db, rows),
    create: (request, given) => addChecklist(asking(request), idOf(request), given),
    edit: (request, row, given) => changeChecklist(asking(request), row, given),
    remove: (request, row) => removeChecklist(asking(request), row),
  })

  resource(
    app,
    ctx,
    {
      ...common,
      mayChange: async (request) => {
        await common.mayChange(request)
        await checklist(request)
      },
      name: 'Checklist Task',
      description: 'The tasks of a checklist, in the order in which they are to be done.',
      fields: TaskFields,
      find: FindTasks,
      id: 'checklist_task.id',
      param: 'task',
      from: async (request) => tasksOf(ctx.db, await checklist(request)),
      show: (rows) => rows.map(showTask),
      create: (request, given) => addTask(asking(request), idOf(request, 'checklist'), given),
      edit: (request, row, given) => changeTask(asking(request), row, given),
      remove: (request, row) => removeTask(asking(request), row),
    },
    '/:checklist/tasks',
  )

  /** The id of the checklist in the address, if it is one of the ticket in the address. */
  async function checklist(request: Request): Promise<number> {
    const ofTicket = checklistsOf(ctx.db, await seen(request))
    const found = ofTicket.where('checklist.id', '=', idOf(request, 'checklist'))
    const row = await found.executeTakeFirst()
    if (!row) throw notFound('Checklist')
    return row.id
  }
}

const checklistsOf = (db: Db, ticketId: number) =>
  db.selectFrom('checklist').selectAll('checklist').where('checklist.ticket_id', '=', ticketId)

const tasksOf = (db: Db, checklistId: number) =>
  db
    .selectFrom('checklist_task')
    .selectAll('checklist_task')
    .where('checklist_task.checklist_id', '=', checklistId)
