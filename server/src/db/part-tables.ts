import type { Generated } from 'kysely'

// What hangs on a ticket or an answer to it.

/** `key` is the name in lower case: two names that differ in nothing else are one tag. */
export interface TagTable {
  id: Generated<number>
  name: string
  key: string
  /** Whether everybody who works here knows it, whatever tickets it is on. */
  for_all: Generated<boolean>
}

export interface TicketTagTable {
  ticket_id: number
  tag_id: number
  /** That of the ticket: triggers see to it. */
  queue_id: Generated<number>
}

export interface ChecklistTaskTable {
  id: Generated<number>
  checklist_id: number
  description: string
  /** Tasks come in this order; those with the same one as they were added. */
  position: number
  completed_at: string | null
  completed_by_id: number | null
}

/**
 * `key` names the bytes in the file store; what the sender called them is `filename`. `path` is the
 * name that django-helpdesk would store them by: it is what an emptied `filename` falls back to.
 * `queue_id` is that of the ticket; the ticket, and who wrote when for whom, are those of the follow-up.
 */
export interface AttachmentTable {
  id: Generated<number>
  followup_id: number
  ticket_id: Generated<number>
  queue_id: Generated<number>
  user_id: Generated<number | null>
  date: Generated<string>
  public: Generated<boolean>
  key: string
  path: string
  filename: string
  mime_type: string
  size: number
}
