import type { Generated } from 'kysely'

/** What a token may be used for: to look, to change as well, or for all that its person may do. */
export type Scope = 'read' | 'write' | 'admin'

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
  tickets_per_page: Generated<number>
  login_view_ticketlist: Generated<boolean>
  use_email_as_submitter: Generated<boolean>
  date_joined: string
}

/** `hash` is the SHA-256 of the key, in hex: a key cannot be read back. */
export interface TokenTable {
  id: Generated<number>
  user_id: number
  name: string
  hash: string
  created: string
  scope: Generated<Scope>
  expires: string | null
  /** About when it was last used: it is noted once an hour at most. */
  last_used: string | null
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
