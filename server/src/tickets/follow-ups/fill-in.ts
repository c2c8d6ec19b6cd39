import type { Db } from '../../db/index.ts'
import type { QueueRow, TicketRow } from '../../db/schema.ts'
import { renderTemplate } from '../../lib/template/render.ts'
import { type Asking, mayInQueue } from '../../queues/access.ts'
import { findPerson } from '../../users/queries.ts'
import { placeholders } from '../placeholders.ts'
import { findTicket } from '../queries.ts'
import { withOpenDependencies } from '../user-tickets/queries.ts'

/** A comment with more of them is no comment of a person's, and stays as it was written. */
const MOST_PLACEHOLDERS = 1000

/** A comment with its placeholders filled in: `{{ ticket.title }}` becomes the ticket's title. */
export async function fillIn(
  { ctx, actor }: Asking,
  db: Db,
  comment: string,
  { ticket, queue }: { ticket: TicketRow; queue: QueueRow },
): Promise<string> {
  if (
    !/\{[{#%]/.test(comment) ||
    comment.split('{{', MOST_PLACEHOLDERS + 2).length > MOST_PLACEHOLDERS + 1
  ) {
    return comment
  }
  const mergedTo = ticket.merged_to_id ? await findTicket(db, ticket.merged_to_id) : null
  // Its title is not to be learned by way of a comment.
  const mayTell = mergedTo && (await mayInQueue({ ctx: { ...ctx, db }, actor }, mergedTo.queue_id))
  const assignee = ticket.assigned_to_id ? await findPerson(db, ticket.assigned_to_id) : null
  const facts = {
    ticket,
    queue,
    assignee: assignee ?? null,
    mergedTo: mayTell ? mergedTo : null,
    isBlocked: (await withOpenDependencies(db, [ticket.id])).size > 0,
  }
  const { publicUrl, mail } = ctx.config
  return renderTemplate(comment, placeholders(facts, { baseUrl: publicUrl, mailFrom: mail.from }))
}
