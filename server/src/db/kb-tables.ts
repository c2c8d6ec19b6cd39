import type { Generated } from 'kysely'

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
