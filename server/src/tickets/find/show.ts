import { storedValues, showValues } from '../../custom-fields/queries.ts'
import type { Db } from '../../db/index.ts'
import { anyOf, listOf, prepared } from '../../db/prepared.ts'
import type { TicketRow } from '../../db/schema.ts'
import { formatDateTime } from '../../http/fields/represent.ts'
import { shown, SHOWN, type Showing } from '../queries.ts'
import { seenIn, type VisibleQueues } from '../../queues/access.ts'
import { included } from './include.ts'

const ROW = [...SHOWN, 'kb_item_id', 'created', 'modified'] as const
type Row = Pick<TicketRow, (typeof ROW)[number]>

/** The names of what is shown of a ticket that was found, in their order. */
export const SHOWN_NAMES = [
  'id',
  'number',
  'queue',
  'title',
  'description',
  'resolution',
  'submitter_email',
  'assigned_to',
  'status',
  'on_hold',
  'priority',
  'due_date',
  'merged_to',
  'kb_item',
  'created',
  'modified',
]

const byIds = prepared<{ ids: string }, Row>((db, param) =>
  db
    .selectFrom('ticket')
    .select(ROW)
    .where('id', 'in', anyOf(db, param('ids'))),
)

interface Including {
  includes: string[]
  queues: () => Promise<VisibleQueues>
}

const slugs = prepared<{ ids: string }, { id: number; slug: string }>((db, param) =>
  db
    .selectFrom('queue')
    .select(['id', 'slug'])
    .where('id', 'in', anyOf(db, param('ids'))),
)

/** Tickets as they are found, in this order, with whatever was asked for besides: a query for each. */
export async function showFound(
  db: Db,
  ids: number[],
  { custom, linkTo, includes, queues: visible }: Showing & Including,
): Promise<Record<string, unknown>[]> {
  if (ids.length === 0) return []
  const rows = new Map((await byIds(db, { ids: listOf(ids) })).map((row) => [row.id, row]))
  // One may have been deleted since it was found, or moved.
  const found = seenIn(
    await visible(),
    ids.flatMap((id) => rows.get(id) ?? []),
  )
  const [values, extras, queues] = await Promise.all([
    storedValues(db, custom, ids),
    included(db, { rows: found, includes, linkTo, queues: visible }),
    slugs(db, { ids: listOf([...new Set(found.map((row) => row.queue_id))]) }),
  ])
  const slugOf = new Map(queues.map(({ id, slug }) => [id, slug]))
  return found.map((row) => {
    const { followup_set: _, id, ...fields } = shown(row, [])
    return {
      id,
      number: `${slugOf.get(row.queue_id)}-${id}`,
      ...fields,
      kb_item: row.kb_item_id,
      created: formatDateTime(row.created),
      modified: formatDateTime(row.modified),
      ...showValues(custom, values.get(id)),
      ...extras(row),
    }
  })
}
