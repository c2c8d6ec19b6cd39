import type { Context } from '../../context.ts'
import { endpoint } from '../../http/endpoint.ts'
import { parseForm, readForm } from '../../http/form.ts'
import { idOf } from '../../http/id.ts'
import { paginate } from '../../http/paging.ts'
import type { App, Request } from '../../http/types.ts'
import { notFound } from '../../lib/errors.ts'
import { justWritten, seenIn, visibleQueues } from '../../queues/access.ts'
import { requireStaff, staff } from '../../users/authenticate.ts'
import { visibleAttachment, writableAttachment, writableFollowUp } from '../access.ts'
import { addAttachment } from './add.ts'
import { deleteAttachment } from './delete.ts'
import { editAttachment } from './edit.ts'
import { findAttachmentRoutes } from './find.ts'
import { fileLinks } from './link.ts'
import { countAttachments, pageOfAttachments } from './page.ts'
import { showAttachment, findAttachment } from './queries.ts'
import { attachmentFields } from './schema.ts'

/** `/api/followups-attachments/`. */
export function attachmentRoutes(app: App, ctx: Context) {
  const fields = attachmentFields(ctx.config.attachments.types)

  findAttachmentRoutes(app, ctx)

  endpoint(app, '/', {
    name: 'Follow Up Attachment List',
    description: 'The files of all follow-ups, by name.',
    allow: staff,
    fields: async () => fields,
    GET: async (request) => {
      const queues = await visibleQueues(ctx, requireStaff(request))
      const linkTo = fileLinks(ctx, request)
      return paginate(request, ctx.config.paging, {
        count: () => countAttachments(ctx.db, queues),
        load: async (slice) =>
          seenIn(queues, await pageOfAttachments(ctx.db, queues, slice)).map((row) =>
            showAttachment(row, linkTo),
          ),
      })
    },
    POST: async (request, reply) => {
      const context = askingOf(request)
      await using form = await readForm(ctx, request)
      const given = await parseForm(form, fields, { context })
      const row = await addAttachment(context, {
        followUp: await writableFollowUp(context, given.followup!),
        file: given.file!,
        filename: given.filename ?? '',
        mimeType: given.mime_type ?? '',
        size: given.size ?? 0,
      })
      reply.code(201)
      return showAttachment(row, fileLinks(ctx, request))
    },
  })

  endpoint(app, '/:id', {
    name: 'Follow Up Attachment Instance',
    description: 'One file of a follow-up.',
    allow: staff,
    fields: async (request) => {
      await writableAttachment(askingOf(request), idOf(request))
      return fields
    },
    GET: async (request) =>
      showAttachment(
        await visibleAttachment(askingOf(request), idOf(request)),
        fileLinks(ctx, request),
      ),
    PUT: (request) => change(request, false),
    PATCH: (request) => change(request, true),
    DELETE: async (request, reply) => {
      const asking = askingOf(request)
      await deleteAttachment(asking, await writableAttachment(asking, idOf(request)))
      reply.code(204)
    },
  })

  const askingOf = (request: Request) => ({ ctx, actor: requireStaff(request) })

  async function change(request: Request, partial: boolean) {
    const context = askingOf(request)
    const row = await writableAttachment(context, idOf(request))
    await using form = await readForm(ctx, request)
    const given = await parseForm(form, fields, { partial, context })
    await editAttachment(context, row, {
      ...(given.followup ? { followUp: await writableFollowUp(context, given.followup) } : {}),
      ...(given.file ? { file: given.file } : {}),
      ...(typeof given.filename === 'string' ? { filename: given.filename } : {}),
      ...(typeof given.mime_type === 'string' ? { mimeType: given.mime_type } : {}),
      ...(given.size !== undefined && given.size !== null ? { size: given.size } : {}),
    })
    const changed = await findAttachment(ctx.db, row.id)
    if (!changed) throw notFound('FollowUpAttachment')
    return showAttachment(justWritten(changed), fileLinks(ctx, request))
  }
}
