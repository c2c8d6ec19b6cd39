import type { Context } from '../context.ts'
import { resource } from '../http/resource.ts'
import type { App } from '../http/types.ts'
import { changesOf } from '../lists/routes.ts'
import { admins, staff } from '../users/authenticate.ts'
import { EmailTemplateFields, EmailTemplates, FindEmailTemplates } from './schema.ts'

/** `/api/email-templates/`. */
export function emailTemplateRoutes(app: App, ctx: Context) {
  resource(app, ctx, {
    name: 'Email Template',
    description: 'The texts of mails, by name and locale.',
    allow: { read: staff, write: admins },
    fields: EmailTemplateFields,
    context: () => null,
    find: FindEmailTemplates,
    id: 'email_template.id',
    from: () => ctx.db.selectFrom('email_template').selectAll(),
    show: (rows) => rows,
    ...changesOf(ctx, () => EmailTemplates),
  })
}
