import type { Db } from '../../db/index.ts'
import type { Phrase } from '../../db/full-text.ts'
import { followUpsAre } from '../../db/place.ts'
import { sql } from 'kysely'
import { anyOf, listOf, prepared } from '../../db/prepared.ts'
import { marked } from './marked.ts'

/** A piece of a ticket's text, and where it is: title, description, comment, attachment, custom_NAME. */
export interface Fragment {
  field: string
  /** HTML of nothing but text and `<mark>`. */
  text: string
}

type Texts = readonly (readonly [field: string, text: unknown])[]

const MOST_FRAGMENTS = 3
/** Of a conversation as long as a book, its beginning is looked through. */
const LONGEST = 20_000

const commentsOf = prepared<{ tickets: string }, { ticket_id: number; comment: string | null }>(
  (db, param) =>
    db
      .selectFrom(sql<{ value: number }>`${anyOf(db, param('tickets'))}`.as('asked'))
      .innerJoin('followup', (join) => join.on(followUpsAre(db, sql.ref('asked.value'))))
      .select(['followup.ticket_id', 'followup.comment']),
)

const filesOf = prepared<{ tickets: string }, { ticket_id: number; filename: string }>(
  (db, param) =>
    db
      .selectFrom(sql<{ value: number }>`${anyOf(db, param('tickets'))}`.as('asked'))
      .crossJoin('followup')
      .crossJoin('attachment')
      .where(followUpsAre(db, sql.ref('asked.value')))
      .whereRef('attachment.followup_id', '=', 'followup.id')
      .select(['followup.ticket_id', 'attachment.filename']),
)

/** Shows where the words are in each ticket of a page: two queries for what hangs on them. */
export async function highlight(
  db: Db,
  rows: Record<string, unknown>[],
  phrases: Phrase[],
): Promise<Record<string, unknown>[]> {
  if (rows.length === 0) return rows
  const tickets = listOf(rows.map(({ id }) => id as number))
  const [comments, files] = await Promise.all([
    commentsOf(db, { tickets }).then((all) => Map.groupBy(all, ({ ticket_id }) => ticket_id)),
    filesOf(db, { tickets }).then((all) => Map.groupBy(all, ({ ticket_id }) => ticket_id)),
  ])
  return rows.map((row) => {
    const id = row['id'] as number
    const texts: [string, unknown][] = [
      ['title', row['title']],
      ['description', row['description']],
      ['submitter_email', row['submitter_email']],
      ...Object.entries(row).filter(([name]) => name.startsWith('custom_')),
      ...(comments.get(id) ?? []).map(({ comment }): [string, unknown] => ['comment', comment]),
      ...(files.get(id) ?? []).map(({ filename }): [string, unknown] => ['attachment', filename]),
    ]
    return { ...row, ...highlightOf(texts, phrases) }
  })
}

/** The first pieces of some texts that hold what was looked for. */
export const highlightOf = (texts: Texts, phrases: Phrase[]) => ({
  highlight: fragmentsOf(texts, phrases),
})

function fragmentsOf(texts: Texts, phrases: Phrase[]): Fragment[] {
  const fragments: Fragment[] = []
  const seen = new Set<string>()
  for (const [field, value] of texts) {
    if (fragments.length === MOST_FRAGMENTS) break
    if (typeof value !== 'string' && typeof value !== 'number') continue
    const text = marked(String(value).slice(0, LONGEST), phrases)
    // What opens a ticket is its description once more.
    if (text === undefined || seen.has(text)) continue
    seen.add(text)
    fragments.push({ field, text })
  }
  return fragments
}
