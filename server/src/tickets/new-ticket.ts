import { checkNewValues } from '../custom-fields/form.ts'
import type { CustomField } from '../custom-fields/queries.ts'
import type { ParsedValues } from '../http/fields/parse.ts'
import type { Context } from '../context.ts'
import type { Upload } from '../files/store.ts'
import { uploadRefusals } from '../files/media-type.ts'
import { type FieldErrors, invalid } from '../lib/errors.ts'
import { type Asking, workableQueue } from '../queues/access.ts'
import { nameOf } from '../users/name.ts'
import { findPerson } from '../users/queries.ts'
import type { NewTicket } from './create.ts'
import type { TicketFields } from './schema.ts'

const REQUIRED = ['This field is required.']

export type Given = ParsedValues<typeof TicketFields>

/**
 * The second look at a new ticket, which the reference takes with a form of its own: what fails here
 * is told only when each field by itself was right. The order of the errors is that form's.
 */
export async function checkNewTicket(
  asking: Asking,
  given: Given,
  custom: CustomField[],
): Promise<NewTicket> {
  const { ctx } = asking
  const queue = await workableQueue(asking, given.queue!)
  if (given.description === undefined) throw invalid({ description: REQUIRED })
  const person = given.assigned_to ? await findPerson(ctx.db, given.assigned_to) : undefined
  const errors: FieldErrors = {
    ...(given.description ? {} : { body: REQUIRED }),
    ...(given.priority ? {} : { priority: REQUIRED }),
    ...attachmentErrors(ctx, given.attachment),
    ...(person?.is_active === false ? { assigned_to: [notAChoice(person.id)] } : {}),
    ...checkNewValues(custom, given),
  }
  if (Object.keys(errors).length > 0) throw invalid(errors)
  return {
    queue,
    title: given.title!,
    description: given.description!,
    submitterEmail: given.submitter_email ?? '',
    priority: Number(given.priority),
    dueDate: given.due_date ?? null,
    assignee: person ? { id: person.id, name: nameOf(person) } : null,
    custom: { fields: custom, values: given },
  }
}

function attachmentErrors({ config }: Context, upload: Upload | null | undefined): FieldErrors {
  const refusals = upload ? uploadRefusals(upload, config.attachments.types) : []
  return refusals.length > 0 ? { attachment: refusals } : {}
}

const notAChoice = (id: number) =>
  `Select a valid choice. ${id} is not one of the available choices.`
