import type { ColumnType, Generated, Insertable, Selectable } from 'kysely'

// One row type for both engines: times are ISO 8601 text in UTC with six fraction digits
// ("2025-02-01T10:00:00.000000Z"), flags are booleans, JSON is objects, durations are microseconds.

export interface Schema {
  user: UserTable
  token: TokenTable
  session: SessionTable
  sign_in_failure: SignInFailureTable
  setting: SettingTable
  queue: QueueTable
  queue_permission: QueuePermissionTable
  kb_category: KbCategoryTable
  kb_item: KbItemTable
  kb_vote: KbVoteTable
  kb_attachment: KbAttachmentTable
  custom_field: CustomFieldTable
  custom_value: CustomValueTable
  ticket: TicketTable
  ticket_cc: TicketCcTable
  ticket_dependency: { id: Generated<number>; ticket_id: number; depends_on_id: number }
  followup: FollowUpTable
  ticket_change: TicketChangeTable
  attachment: AttachmentTable
  tally: TallyTable
  ticket_block: TicketBlockTable
  job: JobTable
  audit: AuditTable
}

export interface UserTable {
  id: Generated<number>
  username: string
  password: string
  email: string
  first_name: string
  last_name: string
  is_active: boolean
  is_staff: boolean
  is_superuser: boolean
  email_on_ticket_change: boolean
  email_on_ticket_assign: boolean
  date_joined: string
}

/** `hash` is the SHA-256 of the key, in hex: a key cannot be read back. */
export interface TokenTable {
  id: Generated<number>
  user_id: number
  name: string
  hash: string
  created: string
}

/** `hash` is the SHA-256 of the cookie's value, in hex. */
export interface SessionTable {
  hash: string
  user_id: number
  csrf: string
  expires: string
}

export interface SignInFailureTable {
  subject: string
  failures: number
  window_end: string
}

export interface SettingTable {
  name: string
  value: string
}

export interface QueueTable {
  id: Generated<number>
  title: string
  slug: string
  email_address: string | null
  locale: string | null
  allow_public_submission: boolean
  allow_email_submission: boolean
  escalate_days: number | null
  new_ticket_cc: string | null
  updated_ticket_cc: string | null
  enable_notifications_on_email_events: boolean
  default_owner_id: number | null
}

/** What somebody may do in a queue; each level includes those before it. */
export type Level = 'view' | 'reply' | 'manage'

export interface QueuePermissionTable {
  queue_id: number
  user_id: number
  level: Generated<Level>
}

export interface KbCategoryTable {
  id: Generated<number>
  name: string
  title: string
  slug: string
  description: string
  public: boolean
  queue_id: number | null
}

export interface KbItemTable {
  id: Generated<number>
  category_id: number
  title: string
  question: string
  answer: string
  enabled: boolean
  last_updated: string
  /** How many have voted on it, and how many of these found it helpful. */
  votes: Generated<number>
  recommendations: Generated<number>
  position: number | null
}

/** Each person has one vote on an item. */
export interface KbVoteTable {
  item_id: number
  user_id: number
  helpful: boolean
}

/** A file of an item; `key` names its bytes in the file store. */
export interface KbAttachmentTable {
  id: Generated<number>
  item_id: number
  key: string
  filename: string
  mime_type: string
  size: number
}

export interface CustomFieldTable {
  id: Generated<number>
  name: string
  label: string
  help_text: string | null
  data_type: string
  max_length: number | null
  decimal_places: number | null
  empty_selection_list: boolean
  list_values: string | null
  ordering: number | null
  required: boolean
  staff_only: boolean
}

export interface CustomValueTable {
  ticket_id: number
  field_id: number
  value: string | null
}

export interface TicketTable {
  id: Generated<number>
  queue_id: number
  title: string
  description: string | null
  resolution: string | null
  submitter_email: string | null
  assigned_to_id: number | null
  status: number
  on_hold: boolean
  priority: number
  due_date: string | null
  last_escalation: string | null
  secret_key: string
  kb_item_id: number | null
  merged_to_id: number | null
  created: string
  modified: string
}

export interface TicketCcTable {
  id: Generated<number>
  ticket_id: number
  user_id: number | null
  email: string | null
  can_view: boolean
  can_update: boolean
}

/** `queue_id` is that of the ticket, wherever it goes: triggers keep it (migration 006). */
export interface FollowUpTable {
  id: Generated<number>
  ticket_id: number
  queue_id: Generated<number>
  user_id: number | null
  date: string
  title: string | null
  comment: string | null
  public: boolean
  new_status: number | null
  time_spent: number | null
  message_id: string | null
}

export interface TicketChangeTable {
  id: Generated<number>
  followup_id: number
  field: string
  old_value: string | null
  new_value: string | null
}

/**
 * `key` names the bytes in the file store; what the sender called them is `filename`. `path` is the
 * name that django-helpdesk would store them by: it is what an emptied `filename` falls back to.
 * `queue_id` is that of the ticket.
 */
export interface AttachmentTable {
  id: Generated<number>
  followup_id: number
  queue_id: Generated<number>
  key: string
  path: string
  filename: string
  mime_type: string
  size: number
}

/** How many rows there are, kept by triggers: a list's count is a sum over a few of these. */
export interface TallyTable {
  kind: 'ticket' | 'followup' | 'attachment' | 'audit'
  queue_id: number
  status: number
  count: number
}

/** A block is that many ids in a row; what has been deleted of it is missing in its counts. */
export const TICKETS_IN_BLOCK = 4096

/** How many tickets of a status there are in each block of ids, kept by triggers. */
export interface TicketBlockTable {
  block: number
  status: number
  count: number
}

export interface JobTable {
  id: Generated<number>
  name: string
  payload: ColumnType<object, string, string>
  run_at: string
  attempts: Generated<number>
  last_error: string | null
}

/** Only ever added to: triggers refuse anything else. `kind` and `object_id` say what was changed. */
export interface AuditTable {
  id: Generated<number>
  at: string
  user_id: number | null
  username: string
  /** Where the request came from; null on the command line. */
  address: string | null
  /** created, edited, deleted, … */
  action: string
  kind: string
  object_id: number
  /** What it was called at that time. */
  label: string
  /** Old and new value of each field that changed; secrets are never among them. */
  changes: ColumnType<Record<string, [unknown, unknown]>, string, string>
}

export type UserRow = Selectable<UserTable>
export type QueueRow = Selectable<QueueTable>
export type TicketRow = Selectable<TicketTable>
export type NewTicketRow = Insertable<TicketTable>
export type FollowUpRow = Selectable<FollowUpTable>
export type NewFollowUpRow = Insertable<FollowUpTable>
export type AttachmentRow = Selectable<AttachmentTable>
export type CustomFieldRow = Selectable<CustomFieldTable>
export type KbCategoryRow = Selectable<KbCategoryTable>
export type KbItemRow = Selectable<KbItemTable>
export type KbAttachmentRow = Selectable<KbAttachmentTable>
export type AuditRow = Selectable<AuditTable>
