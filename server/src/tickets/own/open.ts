import type { Context } from '../../context.ts'
import type { CustomField } from '../../custom-fields/queries.ts'
import { checkNewValues } from '../../custom-fields/form.ts'
import { uploadRefusals } from '../../files/media-type.ts'
import type { ParsedValues } from '../../http/fields/parse.ts'
import { type FieldErrors, invalid, notFound } from '../../lib/errors.ts'
import { publicQueue } from '../../queues/access.ts'
import { nameOf } from '../../users/name.ts'
import { type Actor, findPerson } from '../../users/queries.ts'
import { createTicket } from '../create.ts'
import { forCustomers, type NewOwnTicket } from './schema.ts'
import { countWriting } from './throttle.ts'

const NORMAL = 3

/** Opens a ticket for somebody who asks for themselves. It goes to the queue's default owner. */
export async function openOwnTicket(
  ctx: Context,
  actor: Actor,
  given: ParsedValues<typeof NewOwnTicket>,
  custom: CustomField[],
) {
  const upload = given.attachment ?? null
  const refusals = upload ? uploadRefusals(upload, ctx.config.attachments.types) : []
  const errors: FieldErrors = {
    ...(actor.email
      ? {}
      : { non_field_errors: ['Your account has no e-mail address, by which a ticket is yours.'] }),
    ...(refusals.length > 0 ? { attachment: refusals } : {}),
    ...checkNewValues(forCustomers(custom), given),
  }
  if (Object.keys(errors).length > 0) throw invalid(errors)
  const queue = await publicQueue(ctx, given.queue!)
  if (!queue) throw notFound('Queue')
  const owner = queue.default_owner_id && (await findPerson(ctx.db, queue.default_owner_id))
  const input = {
    queue,
    title: given.title!,
    description: given.description!,
    submitterEmail: actor.email,
    priority: Number(given.priority ?? NORMAL),
    dueDate: null,
    assignee: owner && owner.is_active ? { id: owner.id, name: nameOf(owner) } : null,
    custom: { fields: custom, values: given },
  }
  await countWriting(ctx, { actor }, { kind: 'ticket' })
  return createTicket(ctx, actor, input, upload ? [upload] : [])
}
