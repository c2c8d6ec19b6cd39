import { type RawBuilder, sql, type SqlBool } from 'kysely'
import { type Phrase, phraseOf } from '../../db/full-text.ts'
import { type Db, isPostgres } from '../../db/index.ts'
import type { Condition } from '../../http/find/find.ts'
import type { FilterValue } from '../../http/find/filters.ts'
import { COMPARED } from '../../http/find/match.ts'
import { tagNamed } from '../../tags/queries.ts'
import { CUSTOM, HAS_FILE, TAG } from './spec.ts'

export const TIMES = ['created', 'modified', 'due_date']

const ENOUGH_WORDS = 8

/** What of it seconds, which leave out fractions, cannot rule out, and what they say for sure. */
const ROUGHLY = { gt: sql`>=`, gte: sql`>=`, lt: sql`<=`, lte: sql`<=` } as const
const SURELY = { gt: sql`>`, gte: sql`>`, lt: sql`<`, lte: sql`<` } as const

/** Conditions that take looking into another table: each is a select of tickets, in both engines. */
const RELATED: Record<string, (condition: Condition, key: string) => RawBuilder<number>> = {
  [CUSTOM]: ({ values: [value] }, field) => {
    const found = sql`select ticket_id from custom_value where field_id = ${Number(field)}
      and substr(value, 1, 100) = substr(cast(${value} as text), 1, 100)`
    // What is shorter is in the index as a whole; to compare it again would mislead PostgreSQL.
    return String(value).length < 100 ? sql`${found}` : sql`${found} and value = ${value}`
  },
  [TAG]: ({ values: [value] }) => sql`select ticket_id from ticket_tag
    where tag_id = (select id from tag where key = ${tagNamed(String(value)).key})`,
  // A filter by something else that hangs on tickets is one more entry here: it is found first where
  // it holds for few, and asked of each ticket on the way where it holds for many.
}

/** The tickets that a condition on another table holds for; undefined for one on the ticket itself. */
export function relatedTickets(condition: Condition): RawBuilder<number> | undefined {
  // Those without a file are in no index: each ticket is asked.
  if (condition.column === HAS_FILE) {
    return condition.values[0] ? sql`select distinct ticket_id from attachment` : undefined
  }
  const kind = Object.keys(RELATED).find((prefix) => condition.column.startsWith(prefix))
  return kind === undefined
    ? undefined
    : RELATED[kind]!(condition, condition.column.slice(kind.length))
}

/** What a condition on text asks of the words of a ticket. */
export function phraseFor({ column, operator, values }: Condition): Phrase | undefined {
  if (column !== 'title' && !(column === 'submitter_email' && operator === 'words')) return
  const text = String(values[0])
  const phrase = phraseOf(text, operator === 'words' && text.endsWith('*'))
  if (!phrase) return undefined
  // A whole title is compared besides: its first words lead to it.
  const words = operator === 'words' ? phrase.words : phrase.words.slice(0, ENOUGH_WORDS)
  return { ...phrase, words, in: column === 'title' ? 'title' : 'email' }
}

/** The SQL of a condition, to be looked up in that index; undefined where its phrase says all. */
export function sqlFor(
  db: Db,
  condition: Condition,
  index?: string,
): RawBuilder<SqlBool> | undefined {
  if (condition.column === HAS_FILE) {
    const file = sql`exists (select 1 from attachment where attachment.ticket_id = ticket.id${asWritten(db)})`
    return condition.values[0] ? sql`${file}` : sql`not ${file}`
  }
  const related = relatedTickets(condition)
  if (related)
    return sql`exists (select 1 from (${related}) as found
    where ticket_id = ticket.id${asWritten(db)})`
  const { column, operator, values } = condition
  if (operator === 'words') return undefined
  if (column === 'submitter_email' && operator === 'is') return emailIs(values[0]!)
  const isElsewhere = TIMES.includes(column) && index !== `ticket_by_${column}`
  if (!isElsewhere) return compared(sql.ref(`ticket.${column}`), operator, values)
  return isPostgres(db) ? timeBeside(condition, index) : timeIs(condition)
}

/** PostgreSQL would join what it believes to be few, and read all of them. */
export const asWritten = (db: Db) => (isPostgres(db) ? sql` offset 0` : sql``)

export const emailIs = (value: FilterValue) =>
  sql<SqlBool>`lower(ticket.submitter_email) = lower(${value})`

function compared(
  left: RawBuilder<unknown>,
  operator: Condition['operator'],
  values: FilterValue[],
) {
  if (operator === 'isnull') return sql<SqlBool>`${left} is ${values[0] ? sql`` : sql`not`} null`
  if (operator === 'not') {
    return sql<SqlBool>`(${left} not in (${sql.join(values)}) or ${left} is null)`
  }
  if (operator === 'is' && values.length > 1) return sql<SqlBool>`${left} in (${sql.join(values)})`
  return sql<SqlBool>`${left} ${COMPARED[operator as keyof typeof COMPARED]} ${values[0]}`
}

/** Where another index is meant to be walked, PostgreSQL must not take that of the time, and sort what it finds. */
function timeBeside({ column, operator, values }: Condition, index?: string) {
  const own = sql.ref(`ticket.${column}`)
  return compared(index ? sql`nullif(${own}, null)` : own, operator, values)
}

/** On SQLite by its seconds, which other indexes hold: only what is in that very second has to be read. */
function timeIs({ column, operator, values }: Condition): RawBuilder<SqlBool> {
  const own = sql.ref(`ticket.${column}`)
  const exactly = compared(own, operator, values)
  if (operator === 'not') return exactly
  const seconds = sql`unixepoch(${own})`
  if (operator === 'isnull') return sql`${seconds} is ${values[0] ? sql`` : sql`not`} null`
  const second = Math.floor(Date.parse(String(values[0])) / 1000)
  if (operator === 'is') return sql`${seconds} = ${second} and ${exactly}`
  const which = operator as keyof typeof SURELY
  return sql`${seconds} ${ROUGHLY[which]} ${second}
    and (${seconds} ${SURELY[which]} ${second} or ${exactly})`
}
