import type { Context } from '../context.ts'
import type { CustomFieldRow } from '../db/schema.ts'
import { resource } from '../http/resource.ts'
import type { App } from '../http/types.ts'
import { admins, requireAdmin, staff } from '../users/authenticate.ts'
import { addField, changeField } from './change.ts'
import { deleteCustomField } from './delete.ts'
import { CustomFieldFields, FindCustomFields } from './schema.ts'

/** `/api/custom-fields/`. */
export function customFieldRoutes(app: App, ctx: Context) {
  resource(app, ctx, {
    name: 'Custom Field',
    description: 'What tickets hold beside the usual.',
    allow: { read: staff, write: admins },
    fields: CustomFieldFields,
    context: () => ({}),
    find: FindCustomFields,
    id: 'custom_field.id',
    from: () => ctx.db.selectFrom('custom_field').selectAll(),
    show: (rows: CustomFieldRow[]) => rows,
    create: (request, given) => addField(ctx, requireAdmin(request), given),
    edit: (request, row, given) => changeField(ctx, requireAdmin(request), row, given),
    removeFlags: ['with_values'],
    remove: async (request, { name }, flags) => {
      const deletion = { name, withValues: flags.has('with_values') }
      await deleteCustomField(ctx, deletion, requireAdmin(request))
    },
  })
}
