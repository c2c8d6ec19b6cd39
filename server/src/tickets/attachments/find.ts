import { type RawBuilder, sql, type SqlBool } from 'kysely'
import type { Context } from '../../context.ts'
import { type Db, isPostgres } from '../../db/index.ts'
import { anyOf, listOf, prepared } from '../../db/prepared.ts'
import type { AttachmentRow } from '../../db/schema.ts'
import { endpoint } from '../../http/endpoint.ts'
import { formatDateTime } from '../../http/fields/represent.ts'
import {
  byFlag,
  byLargeNumber,
  byNumber,
  byReference,
  byText,
  byTime,
} from '../../http/find/filters.ts'
import type { Condition, Findable } from '../../http/find/find.ts'
import type { App } from '../../http/types.ts'
import type { Seen } from '../../queues/access.ts'
import { staff } from '../../users/authenticate.ts'
import { highlightOf } from '../find/highlight.ts'
import { listParts } from '../find-parts/answer.ts'
import { BY_ID, type PartList } from '../find-parts/list.ts'
import type { Texts } from '../find-parts/words.ts'
import { INCLUDES, included } from './include.ts'
import { type LinkTo, showAttachment } from './queries.ts'

const one = ['is'] as const

/** How the list of files can be narrowed and sorted. */
export const FindAttachments: Findable = {
  filters: {
    id: { ...byNumber('attachment.id'), operators: one },
    followup: { ...byReference('attachment.followup_id'), operators: one },
    ticket: { ...byReference('attachment.ticket_id'), operators: one },
    user: byReference('attachment.user_id'),
    public: byFlag('attachment.public'),
    filename: { ...byText('attachment.filename'), operators: one },
    mime_type: { ...byText('attachment.mime_type'), operators: ['is', 'startswith'] },
    size: byLargeNumber('attachment.size'),
    date: byTime('attachment.date'),
  },
  orderings: {
    date: 'attachment.date',
    filename: 'attachment.filename',
    size: 'attachment.size',
  },
  defaultOrdering: '-date',
  fields: [
    'id',
    'followup',
    'ticket',
    'user',
    'public',
    'date',
    'file',
    'filename',
    'mime_type',
    'size',
  ],
  includes: INCLUDES,
  searched: ['filename'],
}

const LIST: PartList = {
  table: 'attachment',
  // Migration 022.
  orders: {
    'attachment.date': 'attachment_by_date',
    'attachment.filename': 'attachment_filename_id',
    'attachment.size': 'attachment_by_size',
  },
  leads: {
    'attachment.id': BY_ID,
    'attachment.followup_id': 'attachment_followup_id',
    'attachment.ticket_id': 'attachment_by_ticket',
    'attachment.filename': 'attachment_filename_id',
    'attachment.mime_type': 'attachment_by_type',
    'attachment.user_id': 'attachment_by_user',
    'attachment.size': 'attachment_by_size',
    'attachment.date': 'attachment_by_date',
    'attachment.queue_id': 'attachment_queue_id_filename_id',
  },
  byDate: {
    'attachment.user_id': 'attachment_by_user',
    'attachment.mime_type': 'attachment_by_type',
  },
  special: typeIs,
}

/** A type in any case, as its index has it: "image/" is where the images begin. */
function typeIs(db: Db, { column, operator, values }: Condition): RawBuilder<SqlBool> | undefined {
  if (column !== 'attachment.mime_type') return undefined
  const text = String(values[0]).replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase())
  const type = isPostgres(db)
    ? sql`(lower(attachment.mime_type collate "C")) collate "C"`
    : sql`lower(attachment.mime_type)`
  if (operator === 'is') return sql`${type} = ${text}`
  return sql`(${type} >= ${text} and ${type} < ${`${text}\u{10FFFF}`})`
}

const byIds = prepared<{ ids: string }, AttachmentRow>((db, param) =>
  db
    .selectFrom('attachment')
    .selectAll()
    .where('id', 'in', anyOf(db, param('ids'))),
)

const namesOf = prepared<{ ids: string }, { id: number; filename: string }>((db, param) =>
  db
    .selectFrom('attachment')
    .select(['id', 'filename'])
    .where('id', 'in', anyOf(db, param('ids'))),
)

const TEXTS: Texts = {
  size: sql`length(attachment.filename)`,
  like: (pattern) => sql`attachment.filename ${pattern}`,
  async of(db, ids) {
    const rows = await namesOf(db, { ids: listOf(ids) })
    return new Map(rows.map(({ id, filename }) => [id, [['filename', filename]]]))
  },
}

/** `/api/followups-attachments/find/`. */
export function findAttachmentRoutes(app: App, ctx: Context) {
  endpoint(app, '/find', {
    name: 'Found Follow Up Attachments',
    description:
      'The files of follow-ups, narrowed, searched and sorted, the newest first. Where there are very many, "count" says how many there are at least, and "count_is_exact" is false.',
    allow: staff,
    rows: 'of queues they may see',
    GET: (request) =>
      listParts(ctx, request, {
        spec: FindAttachments,
        list: LIST,
        texts: TEXTS,
        byIds,
        show: async (rows, { find, phrases, linkTo }) => {
          const extras = await included(ctx.db, { rows, includes: find.includes, linkTo })
          return rows.map((row) => ({
            ...shown(row, linkTo),
            ...extras(row),
            ...(phrases.length > 0 && highlightOf([['filename', row.filename]], phrases)),
          }))
        },
      }),
  })
}

/** A file as it is found: with what its follow-up says of it. */
function shown(row: Seen<AttachmentRow>, linkTo: LinkTo) {
  const { id, followup, ...file } = showAttachment(row, linkTo)
  const { ticket_id: ticket, user_id: user, public: isPublic, date } = row
  return { id, followup, ticket, user, public: isPublic, date: formatDateTime(date), ...file }
}
