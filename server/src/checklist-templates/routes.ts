import type { Context } from '../context.ts'
import { resource } from '../http/resource.ts'
import type { App } from '../http/types.ts'
import { changesOf } from '../lists/routes.ts'
import { admins, staff } from '../users/authenticate.ts'
import { ChecklistTemplateFields, ChecklistTemplates, FindChecklistTemplates } from './schema.ts'

/** `/api/checklist-templates/`. */
export function checklistTemplateRoutes(app: App, ctx: Context) {
  resource(app, ctx, {
    name: 'Checklist Template',
    description: 'Checklists to begin with.',
    allow: { read: staff, write: admins },
    fields: ChecklistTemplateFields,
    context: () => null,
    find: FindChecklistTemplates,
    id: 'checklist_template.id',
    from: () => ctx.db.selectFrom('checklist_template').selectAll(),
    show: (rows) => rows,
    ...changesOf(ctx, () => ChecklistTemplates),
  })
}
