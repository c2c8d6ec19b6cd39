import type { Schema } from '../db/schema.ts'

/**
 * All tables that hold something, each after those that it refers to, and the columns by which its
 * rows are told apart. What is not here is kept by triggers.
 */
export const TABLES = {
  user: ['id'],
  token: ['id'],
  session: ['hash'],
  sign_in_failure: ['subject'],
  setting: ['name'],
  queue: ['id'],
  queue_permission: ['user_id', 'queue_id'],
  group: ['id'],
  group_member: ['group_id', 'user_id'],
  group_queue: ['group_id', 'queue_id'],
  kb_category: ['id'],
  kb_item: ['id'],
  kb_vote: ['item_id', 'user_id'],
  kb_attachment: ['id'],
  custom_field: ['id'],
  ticket: ['id'],
  custom_value: ['ticket_id', 'field_id'],
  ticket_cc: ['id'],
  ticket_dependency: ['id'],
  ticket_link: ['id'],
  tag: ['id'],
  ticket_tag: ['ticket_id', 'tag_id'],
  checklist: ['id'],
  checklist_task: ['id'],
  followup: ['id'],
  ticket_change: ['id'],
  attachment: ['id'],
  job: ['id'],
  audit: ['id'],
  preset_reply: ['id'],
  preset_reply_queue: ['preset_reply_id', 'queue_id'],
  saved_search: ['id'],
  checklist_template: ['id'],
  escalation_exclusion: ['id'],
  escalation_exclusion_queue: ['escalation_exclusion_id', 'queue_id'],
  ignored_email: ['id'],
  ignored_email_queue: ['ignored_email_id', 'queue_id'],
  email_template: ['id'],
} as const satisfies Partial<Record<keyof Schema, readonly string[]>>

export type Table = keyof typeof TABLES

export const TABLE_NAMES = Object.keys(TABLES) as Table[]
