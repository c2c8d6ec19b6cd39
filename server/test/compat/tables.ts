export interface TableMap {
  /** Our table. */
  table: string
  /** Their column → ours. Columns that one side lacks are not listed. */
  columns: Record<string, string>
  /** Columns of ours that hold times. */
  times?: string[]
  /** Columns of ours that may change without being recorded. */
  mayChange?: string[]
}

const same = (...names: string[]) => Object.fromEntries(names.map((name) => [name, name]))

/** Tables of the reference whose rows are compared with ours. Custom values are compared apart. */
export const TABLES: Record<string, TableMap> = {
  helpdesk_ticket: {
    table: 'ticket',
    columns: {
      ...same('title', 'created', 'modified', 'submitter_email', 'status', 'on_hold'),
      ...same('description', 'resolution', 'priority', 'due_date', 'last_escalation'),
      ...same('assigned_to_id', 'queue_id', 'secret_key', 'merged_to_id'),
      kbitem_id: 'kb_item_id',
    },
    times: ['created', 'modified', 'due_date', 'last_escalation'],
  },
  helpdesk_followup: {
    table: 'followup',
    columns: {
      ...same('date', 'title', 'comment', 'public', 'new_status', 'ticket_id', 'user_id'),
      ...same('message_id', 'time_spent'),
    },
    times: ['date'],
  },
  helpdesk_ticketchange: {
    table: 'ticket_change',
    columns: same('followup_id', 'field', 'old_value', 'new_value'),
  },
  helpdesk_followupattachment: {
    table: 'attachment',
    columns: { ...same('filename', 'mime_type', 'size', 'followup_id'), file: 'path' },
  },
  helpdesk_ticketcc: {
    table: 'ticket_cc',
    columns: same('ticket_id', 'user_id', 'email', 'can_view', 'can_update'),
  },
  helpdesk_ticketdependency: {
    table: 'ticket_dependency',
    columns: { ticket_id: 'ticket_id', depends_on_id: 'depends_on_id' },
  },
  auth_user: {
    table: 'user',
    columns: {
      ...same('username', 'password', 'email', 'first_name', 'last_name'),
      ...same('is_active', 'is_staff', 'is_superuser', 'date_joined'),
      ...same('email_on_ticket_change', 'email_on_ticket_assign'),
    },
    times: ['date_joined'],
    // A password that moved in is hashed anew at its first use.
    mayChange: ['password'],
  },
}
