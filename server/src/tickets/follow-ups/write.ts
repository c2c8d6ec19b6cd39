import type { Context } from '../../context.ts'
import type { Tx } from '../../db/index.ts'
import type { FollowUpRow, TicketRow } from '../../db/schema.ts'
import { truncate } from '../../lib/python.ts'
import type { Actor } from '../../users/queries.ts'
import { insertFollowUp } from './queries.ts'

const LONGEST_TITLE = 200

/** Who writes: somebody with an account, or whoever knew the ticket's key. */
export type Author = Actor | { id: null; email: string }

/** Who changes something, when, and the transaction that all of it belongs to. */
export interface Changing<By extends Author = Actor> {
  ctx: Context
  actor: By
  tx: Tx
  /** As it is stored. */
  now: string
}

/** One field that a follow-up tells of, in words that people read. */
export interface FieldChange {
  field: string
  old: string | null
  new: string | null
}

/** What a follow-up says, and what it changes of its ticket. */
export interface Told {
  title: string
  comment: string
  public: boolean
  timeSpent?: number | bigint | null
  changes: Partial<Omit<TicketRow, 'id'>>
  fields: FieldChange[]
}

/**
 * Writes a follow-up, the changes of its ticket, and a row that tells of each. Give it a ticket that
 * is locked; it gives back the ticket as it is now. Nobody is told by mail.
 */
export async function writeFollowUp(
  { tx, actor, now }: Pick<Changing<Author>, 'tx' | 'actor' | 'now'>,
  ticket: TicketRow,
  told: Told,
): Promise<{ ticket: TicketRow; followUp: FollowUpRow }> {
  const followUp = await insertFollowUp(tx, {
    ticket_id: ticket.id,
    user_id: actor.id,
    date: now,
    title: told.title,
    comment: told.comment,
    public: told.public,
    new_status: told.changes.status ?? null,
    time_spent: (told.timeSpent ?? null) as number | null,
    message_id: null,
  })
  const changes = { ...told.changes, modified: now }
  await tx.updateTable('ticket').set(changes).where('id', '=', ticket.id).execute()
  if (told.fields.length > 0) {
    const rows = told.fields.map((change) => ({
      followup_id: followUp.id,
      field: change.field,
      old_value: change.old,
      new_value: change.new,
    }))
    await tx.insertInto('ticket_change').values(rows).execute()
  }
  return { ticket: { ...ticket, ...changes }, followUp }
}

/** A title that we make up, cut to what a title may have. */
export const cutTitle = (text: string): string => truncate(text, LONGEST_TITLE)
