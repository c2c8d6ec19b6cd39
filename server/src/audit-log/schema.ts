import { shownField } from '../http/fields/nested.ts'
import { byNumber, byReference, byText, byTime } from '../http/find/filters.ts'
import type { Findable } from '../http/find/find.ts'

/** What the API gives of a change that somebody made. */
export const AuditFields = {
  id: shownField({ type: 'integer', label: 'ID' }),
  at: shownField({ type: 'datetime', help: 'When, in UTC.' }),
  user: shownField({
    type: 'integer',
    help: 'The id of whoever did it, as it was then; null on the command line.',
  }),
  username: shownField({
    type: 'string',
    help: 'What they were called; empty on the command line.',
  }),
  address: shownField({
    type: 'string',
    help: 'Where the request came from; "cli" on the command line of the server.',
  }),
  action: shownField({ type: 'string', help: 'Such as created, edited, deleted.' }),
  kind: shownField({ type: 'string', help: 'What was changed: "queue", "kb-item".' }),
  object_id: shownField({ type: 'integer', help: 'The id of what was changed.' }),
  label: shownField({ type: 'string', help: 'What it was called at that time.' }),
  changes: shownField({ help: 'Old and new value of each field: {"title": ["Old", "New"]}.' }),
}

/** How the audit can be narrowed. It is in the order in which things happened, either way. */
export const FindAudit: Findable = {
  filters: {
    id: byNumber('audit.id'),
    at: byTime('audit.at'),
    user: byReference('audit.user_id'),
    username: byText('audit.username'),
    address: byText('audit.address'),
    action: byText('audit.action'),
    kind: byText('audit.kind'),
    object_id: byNumber('audit.object_id'),
    label: byText('audit.label'),
  },
  orderings: { id: 'audit.id' },
  defaultOrdering: '-id',
  fields: Object.keys(AuditFields),
  searched: ['audit.label', 'audit.username'],
}
