import type { ColumnType, Generated, Insertable, Selectable } from 'kysely'
import type {
  ChecklistTemplateTable,
  EmailTemplateTable,
  EscalationExclusionTable,
  IgnoredEmailTable,
  PresetReplyTable,
  SavedSearchTable,
} from './list-tables.ts'
import type { KbAttachmentTable, KbCategoryTable, KbItemTable, KbVoteTable } from './kb-tables.ts'
import type {
  AttachmentTable,
  ChecklistTaskTable,
  TagTable,
  TicketTagTable,
} from './part-tables.ts'
import type { SessionTable, SignInFailureTable, TokenTable, UserTable } from './people-tables.ts'

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
  group: GroupTable
  group_member: { group_id: number; user_id: number }
  group_queue: { group_id: number; queue_id: number; level: Level }
  kb_category: KbCategoryTable
  kb_item: KbItemTable
  kb_vote: KbVoteTable
  kb_attachment: KbAttachmentTable
  custom_field: CustomFieldTable
  custom_value: CustomValueTable
  ticket: TicketTable
  ticket_cc: TicketCcTable
  ticket_dependency: { id: Generated<number>; ticket_id: number; depends_on_id: number }
  ticket_link: TicketLinkTable
  tag: TagTable
  ticket_tag: TicketTagTable
  checklist: { id: Generated<number>; ticket_id: number; name: string }
  checklist_task: ChecklistTaskTable
  followup: FollowUpTable
  ticket_change: TicketChangeTable
  attachment: AttachmentTable
  tally: TallyTable
  ticket_block: TicketBlockTable
  job: JobTable
  audit: AuditTable
  preset_reply: PresetReplyTable
  preset_reply_queue: { preset_reply_id: number; queue_id: number }
  saved_search: SavedSearchTable
  checklist_template: ChecklistTemplateTable
  escalation_exclusion: EscalationExclusionTable
  escalation_exclusion_queue: { escalation_exclusion_id: number; queue_id: number }
  ignored_email: IgnoredEmailTable
  ignored_email_queue: { ignored_email_id: number; queue_id: number }
  email_template: EmailTemplateTable
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
  email_box_type: 'pop3' | 'imap' | 'oauth' | 'local' | null
  email_box_host: string | null
  email_box_port: number | null
  email_box_ssl: Generated<boolean>
  email_box_user: string | null
  /** Encrypted: see queues/mailbox.ts. */
  email_box_pass: string | null
  email_box_imap_folder: string | null
  email_box_local_dir: string | null
  /** Minutes. */
  email_box_interval: Generated<number>
  email_box_last_check: string | null
  socks_proxy_type: 'socks4' | 'socks5' | null
  socks_proxy_host: string | null
  socks_proxy_port: number | null
  logging_type: 'none' | 'debug' | 'info' | 'warn' | 'error' | 'crit' | null
  logging_dir: string | null
  /** Microseconds. */
  dedicated_time: number | bigint | null
}

/** What somebody may do in a queue; each level includes those before it. */
export type Level = 'view' | 'reply' | 'manage'

export interface QueuePermissionTable {
  queue_id: number
  user_id: number
  level: Generated<Level>
}

/** People who share what they may do in some queues. */
export interface GroupTable {
  id: Generated<number>
  name: string
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

/** What the other ticket of a link is to this one. */
export type LinkKind = 'related' | 'parent' | 'child' | 'original' | 'duplicate'

/** Two tickets have one link at most. `kind` is what `other_id`, the higher one, is to `ticket_id`. */
export interface TicketLinkTable {
  id: Generated<number>
  ticket_id: number
  other_id: number
  kind: LinkKind
  created: string
  user_id: number | null
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
  /** Where the request came from; "cli" on the command line. */
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
export type GroupRow = Selectable<GroupTable>
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
