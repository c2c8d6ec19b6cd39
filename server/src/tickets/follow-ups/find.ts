import { sql } from 'kysely'
import type { Context } from '../../context.ts'
import type { Phrase } from '../../db/full-text.ts'
import { anyOf, listOf, prepared } from '../../db/prepared.ts'
import type { FollowUpRow } from '../../db/schema.ts'
import { FOLLOW_UP_COLUMNS } from '../../db/place.ts'
import { endpoint } from '../../http/endpoint.ts'
import { byChoice, byFlag, byNumber, byReference, byTime } from '../../http/find/filters.ts'
import type { Findable } from '../../http/find/find.ts'
import type { App } from '../../http/types.ts'
import { STATUSES } from '../../lib/ticket-status.ts'
import { staff } from '../../users/authenticate.ts'
import { highlightOf } from '../find/highlight.ts'
import { listParts } from '../find-parts/answer.ts'
import type { PartList } from '../find-parts/list.ts'
import type { Text, Texts } from '../find-parts/words.ts'
import { type FollowUp, followUpsOf } from './queries.ts'
import { FollowUpFields } from './schema.ts'

/** How the list of follow-ups can be narrowed and sorted. */
export const FindFollowUps: Findable = {
  filters: {
    id: { ...byNumber('followup.id'), operators: ['is'] },
    ticket: { ...byReference('followup.ticket_id'), operators: ['is'] },
    user: byReference('followup.user_id'),
    public: byFlag('followup.public'),
    new_status: byChoice('followup.new_status', STATUSES),
    date: byTime('followup.date'),
  },
  orderings: { date: 'followup.date' },
  defaultOrdering: '-date',
  fields: Object.keys(FollowUpFields).filter((name) => name !== 'attachments'),
  searched: ['comment'],
}

/** The indexes that lead through it: migrations 006 to 011. */
export const LIST: PartList = {
  table: 'followup',
  orders: { 'followup.date': 'followup_by_date' },
  leads: {
    'followup.id': 'followup_id',
    'followup.ticket_id': 'followup_ticket_id',
    'followup.user_id': 'followup_by_user',
    'followup.date': 'followup_by_date',
    'followup.queue_id': 'followup_queue_id_date_id',
  },
  byDate: { 'followup.user_id': 'followup_by_user' },
}

const byIds = prepared<{ ids: string }, FollowUpRow>((db, param) =>
  db
    .selectFrom('followup')
    .select(FOLLOW_UP_COLUMNS)
    .where('id', 'in', anyOf(db, param('ids'))),
)

/** Of what somebody pasted, a log of megabytes perhaps, the beginning is searched. */
const LONGEST = 100_000

const commentsOf = prepared<{ ids: string }, { id: number; comment: string | null }>((db, param) =>
  db
    .selectFrom('followup')
    .select(['id', sql<string | null>`substr(comment, 1, ${sql.lit(LONGEST)})`.as('comment')])
    .where('id', 'in', anyOf(db, param('ids'))),
)

const namesOf = prepared<{ ids: string }, { followup_id: number; filename: string }>((db, param) =>
  db
    .selectFrom('attachment')
    .select(['followup_id', 'filename'])
    .where('followup_id', 'in', anyOf(db, param('ids'))),
)

/** What is searched of a follow-up: its comment, and the names of its files. */
export const TEXTS: Texts = {
  size: sql`coalesce(length(substr(followup.comment, 1, ${sql.lit(LONGEST)})), 0)`,
  like: (pattern) => sql`(followup.comment ${pattern} or exists (select 1 from attachment
    where attachment.followup_id = followup.id and attachment.filename ${pattern}))`,
  async of(db, ids) {
    const list = { ids: listOf(ids) }
    const [comments, names] = await Promise.all([commentsOf(db, list), namesOf(db, list)])
    const texts = new Map<number, Text[]>(
      comments.map(({ id, comment }) => [id, [['comment', comment ?? '']]]),
    )
    for (const { followup_id, filename } of names) {
      texts.get(followup_id)?.push(['attachment', filename])
    }
    return texts
  },
}

/** `/api/followups/find/`. */
export function findFollowUpRoutes(app: App, ctx: Context) {
  endpoint(app, '/find', {
    name: 'Found Follow Ups',
    description:
      'Follow-ups, narrowed and sorted by date, the newest first. "search" looks for words in comments and the names of files. Where there are very many, "count" says how many there are at least, and "count_is_exact" is false.',
    allow: staff,
    rows: 'of queues they may see',
    GET: (request) =>
      listParts(ctx, request, {
        spec: FindFollowUps,
        list: LIST,
        texts: TEXTS,
        byIds,
        show: async (rows, { phrases, linkTo }) => {
          const shown = await followUpsOf(ctx.db, rows, linkTo)
          return shown.map((row) => withHighlight(row, phrases))
        },
      }),
  })
}

function withHighlight(row: FollowUp, phrases: Phrase[]): FollowUp {
  if (phrases.length === 0) return row
  const files = row.followupattachment_set.map(({ filename }) => ['attachment', filename] as const)
  return { ...row, ...highlightOf([['comment', row.comment], ...files], phrases) }
}
