import { nestedField, shownField } from '../http/fields/nested.ts'

/** The columns of another ticket, joined as `other`, that are shown beside this one. */
export const OTHER_COLUMNS = [
  'other.id as other_ticket',
  'other.queue_id as other_queue',
  'other.title as other_title',
  'other.status as other_status',
] as const

interface OtherRow {
  other_ticket: number
  other_queue: number
  other_title: string
  other_status: number
}

/** What is said of another ticket wherever this one leads to it. */
export const otherOf = (row: OtherRow) => ({
  id: row.other_ticket,
  queue: row.other_queue,
  title: row.other_title,
  status: row.other_status,
})

export const otherField = (help: string) =>
  nestedField(
    {
      id: shownField({ type: 'integer', label: 'ID' }),
      queue: shownField({ type: 'field', label: 'Queue' }),
      title: shownField({ type: 'string', label: 'Title' }),
      status: shownField({
        type: 'choice',
        label: 'Status',
        help: '1 Open, 2 Reopened, 3 Resolved, 4 Closed, 5 Duplicate.',
      }),
    },
    { help },
  )
