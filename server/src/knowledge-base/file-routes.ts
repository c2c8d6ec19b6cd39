import type { Context } from '../context.ts'
import type { KbAttachmentRow, KbItemRow } from '../db/schema.ts'
import { endpoint, everyone } from '../http/endpoint.ts'
import { readChoice, readFind } from '../http/find/find.ts'
import { chosen } from '../http/find/list.ts'
import { parseForm, readForm } from '../http/form.ts'
import { idOf } from '../http/id.ts'
import { paginate } from '../http/paging.ts'
import { queryOf } from '../http/query.ts'
import type { App, Request } from '../http/types.ts'
import { notFound } from '../lib/errors.ts'
import { mayBeId } from '../lib/ids.ts'
import { toInt } from '../lib/python.ts'
import { fileLinks } from '../tickets/attachments/link.ts'
import { requireStaff, staff } from '../users/authenticate.ts'
import { seenItem, writableItem } from './access.ts'
import { addFile, deleteFile, replaceFile, type WritableFile } from './files.ts'
import { fileOf, filesOf } from './queries.ts'
import { itemFileFields } from './schema.ts'

/** `/api/kb-items/:id/attachments/`. */
export function itemFileRoutes(app: App, ctx: Context) {
  const fields = itemFileFields(ctx.config.attachments.types)
  const find = { filters: {}, orderings: {}, defaultOrdering: '', fields: Object.keys(fields) }
  const common = {
    allow: { read: everyone, write: staff },
    rows: 'of items they may see, or for changes write',
    fields: async () => fields,
  }

  endpoint(app, '/:id/attachments', {
    ...common,
    name: 'Knowledge Base Attachment List',
    description: 'The files of an item, by name. A new one comes as a multipart form.',
    GET: async (request) => {
      const choice = readFind(queryOf(request), find)
      const item = await asked(request)
      const files = await filesOf(ctx.db, [item.id])
      return paginate(request, ctx.config.paging, {
        count: async () => files.length,
        load: async ({ limit, offset }) =>
          files.slice(offset, offset + limit).map((row) => chosen(show(request, row), choice)),
      })
    },
    POST: async (request, reply) => {
      const choice = readChoice(queryOf(request), find)
      const actor = requireStaff(request)
      // Before anything is received.
      const item = await writableItem(ctx, actor, await asked(request))
      await using form = await readForm(ctx, request)
      const { file } = await parseForm(form, fields, { context: null })
      const row = await addFile(ctx, actor, item, file!)
      reply.code(201)
      return chosen(show(request, row), choice)
    },
  })

  endpoint(app, '/:id/attachments/:file', {
    ...common,
    name: 'Knowledge Base Attachment Instance',
    description: 'One file of an item. PUT replaces it by another.',
    GET: async (request) => {
      const choice = readChoice(queryOf(request), find)
      return chosen(show(request, (await askedFile(request)).file), choice)
    },
    PUT: async (request) => {
      const choice = readChoice(queryOf(request), find)
      const place = await writableFile(request)
      await using form = await readForm(ctx, request)
      const { file } = await parseForm(form, fields, { context: null })
      const row = await replaceFile(ctx, requireStaff(request), place, file!)
      return chosen(show(request, row), choice)
    },
    DELETE: async (request, reply) => {
      readChoice(queryOf(request), find)
      await deleteFile(ctx, requireStaff(request), await writableFile(request))
      reply.code(204)
    },
  })

  const asked = (request: Request) => seenItem(ctx, request, idOf(request))

  const show = (request: Request, row: KbAttachmentRow) => fileOf(row, fileLinks(ctx, request))

  async function writableFile(request: Request): Promise<WritableFile> {
    const { item, file } = await askedFile(request)
    return { item: await writableItem(ctx, requireStaff(request), item), file }
  }

  async function askedFile(request: Request): Promise<{ item: KbItemRow; file: KbAttachmentRow }> {
    const item = await asked(request)
    const id = toInt((request.params as { file: string }).file)
    const file =
      id !== null && mayBeId(id)
        ? await ctx.db
            .selectFrom('kb_attachment')
            .selectAll()
            .where('id', '=', Number(id))
            .where('item_id', '=', item.id)
            .executeTakeFirst()
        : undefined
    if (!file) throw notFound('KnowledgeBaseAttachment')
    return { item, file }
  }
}
