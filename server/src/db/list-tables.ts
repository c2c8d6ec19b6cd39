import type { ColumnType, Generated, Selectable } from 'kysely'

// What a desk keeps beside its tickets. What is linked to no queue counts for all of them.

export interface PresetReplyTable {
  id: Generated<number>
  name: string
  body: string
}

/** `query` is that of a list's address: "status=Open&ordering=-created". */
export interface SavedSearchTable {
  id: Generated<number>
  user_id: number
  title: string
  shared: boolean
  query: string
}

export interface ChecklistTemplateTable {
  id: Generated<number>
  name: string
  task_list: ColumnType<string[], string, string>
}

/** `date` is a day: "2026-12-24". */
export interface EscalationExclusionTable {
  id: Generated<number>
  name: string
  date: string
}

/** `email_address` may hold "*" for any text. */
export interface IgnoredEmailTable {
  id: Generated<number>
  name: string
  email_address: string
  date: string
  keep_in_mailbox: boolean
}

/** One of a name and a locale; without a locale it is for all that have none of their own. */
export interface EmailTemplateTable {
  id: Generated<number>
  template_name: string
  subject: string
  heading: string
  plain_text: string
  html: string
  locale: string | null
}

export type PresetReplyRow = Selectable<PresetReplyTable>
export type SavedSearchRow = Selectable<SavedSearchTable>
export type ChecklistTemplateRow = Selectable<ChecklistTemplateTable>
export type EscalationExclusionRow = Selectable<EscalationExclusionTable>
export type IgnoredEmailRow = Selectable<IgnoredEmailTable>
export type EmailTemplateRow = Selectable<EmailTemplateTable>
