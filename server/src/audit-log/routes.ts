import type { Context } from '../context.ts'
import type { AuditRow } from '../db/schema.ts'
import { countRows } from '../db/tally.ts'
import { formatDateTime } from '../http/fields/represent.ts'
import { resource } from '../http/resource.ts'
import type { App } from '../http/types.ts'
import { admins } from '../users/authenticate.ts'
import { AuditFields, FindAudit } from './schema.ts'

/** `/api/audit/`: who changed what, which nobody can change. */
export function auditRoutes(app: App, ctx: Context) {
  resource(app, ctx, {
    name: 'Audit Entry',
    description: 'Every change of anything but tickets, which tell of theirs. Newest first.',
    allow: admins,
    fields: AuditFields,
    context: () => null,
    find: FindAudit,
    id: 'audit.id',
    from: () => ctx.db.selectFrom('audit').selectAll('audit'),
    countAll: () => countRows(ctx.db, 'audit', 'all'),
    show: (rows) => rows.map(shown),
  })
}

const shown = ({ user_id, at, ...row }: AuditRow) => ({
  id: row.id,
  at: formatDateTime(at),
  user: user_id,
  username: row.username,
  address: row.address,
  action: row.action,
  kind: row.kind,
  object_id: row.object_id,
  label: row.label,
  changes: row.changes,
})
