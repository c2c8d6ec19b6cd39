import type { Context } from '../context.ts'
import { endpoint } from '../http/endpoint.ts'
import type { Fields } from '../http/fields/field.ts'
import { readChoice } from '../http/find/find.ts'
import { readFields } from '../http/form.ts'
import { idOf } from '../http/id.ts'
import { queryOf } from '../http/query.ts'
import { resource } from '../http/resource.ts'
import type { App } from '../http/types.ts'
import { admins, requireAdmin, requireStaff, staff } from '../users/authenticate.ts'
import { seenTags } from './access.ts'
import { createTag, deleteTag, renameTag } from './change.ts'
import { mergeTag } from './merge.ts'
import { FindTags, MergeFields, TagFields } from './schema.ts'

/** `/api/tags/`. */
export function tagRoutes(app: App, ctx: Context) {
  resource(app, ctx, {
    name: 'Tag',
    description:
      'The words that tickets are marked with. Marking a ticket with a new one makes it.',
    allow: { read: staff, write: admins },
    rows: 'that an admin has made, or that are on tickets they may see',
    fields: TagFields,
    context: () => ctx,
    find: FindTags,
    id: 'tag.id',
    from: (request) => seenTags(ctx, requireStaff(request)),
    show: (rows) => rows,
    create: (request, { name }) => createTag(ctx, requireAdmin(request), name!),
    edit: (request, { id }, { name }) => renameTag(ctx, requireAdmin(request), id, name),
    remove: (request, { id }) => deleteTag(ctx, requireAdmin(request), id),
  })

  endpoint(app, '/:id/merge', {
    name: 'Tag Merge',
    description: 'Gives the tickets of this tag another one instead, and deletes it.',
    allow: admins,
    rows: 'all of them',
    fields: async () => MergeFields as Fields,
    POST: async (request) => {
      readChoice(queryOf(request), { fields: [] })
      const { into } = await readFields(ctx, request, MergeFields)
      return mergeTag(ctx, requireAdmin(request), { from: idOf(request), into: into! })
    },
  })
}
