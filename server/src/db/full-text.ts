import { type RawBuilder, sql } from 'kysely'
import { type Db, isPostgres } from './index.ts'

/** What a text has to hold: words that follow each other, the last of them perhaps only begun. */
export interface Phrase {
  words: string[]
  isPrefix: boolean
  /** Where it has to be; anywhere unless said. */
  in?: 'title' | 'email'
}

const WORD = /[\p{L}\p{N}\p{M}\p{Co}]+/gu
/** Fewer letters begin so many words that to find them all takes seconds. */
const SHORTEST_PREFIX = 3

/** The words of a text as they are searched: letters and digits, in small letters. */
export const wordsIn = (text: string): string[] =>
  [...text.matchAll(WORD)].map(([word]) => word.toLowerCase())

/** Reads what somebody looks for: words, "quoted phrases" and beginnings*. All of it has to be there. */
export function phrasesIn(text: string): Phrase[] {
  const parts = text.matchAll(/"([^"]*)("?)(\*?)|([^\s"]+)/g)
  return [...parts].flatMap(([, quoted, , star, plain = '']) => {
    const phrase = phraseOf(quoted ?? plain, star === '*' || plain.endsWith('*'))
    return phrase ? [phrase] : []
  })
}

export function phraseOf(text: string, mayBePrefix: boolean): Phrase | undefined {
  const words = wordsIn(text)
  const last = words.at(-1)
  if (last === undefined) return undefined
  return { words, isPrefix: mayBePrefix && [...last].length >= SHORTEST_PREFIX }
}

/** The ids of the tickets whose text has all these phrases. */
export const ticketsWith = (db: Db, phrases: Phrase[]): RawBuilder<number> =>
  isPostgres(db)
    ? sql`select ticket_id from ticket_text where ${matches(db, phrases)}`
    : sql`select rowid from ticket_text where ${matches(db, phrases)}`

/**
 * Whether the text of the ticket in hand has them: asked of each one, or of a list of all that have, which
 * SQLite makes once. To ask takes it longer the more there are; what begins so it gathers each time.
 */
export function textMatches(db: Db, phrases: Phrase[], isListed: boolean): RawBuilder<boolean> {
  const tickets = ticketsWith(db, phrases)
  // Otherwise PostgreSQL would read all that have the words, where it believes that these are few.
  if (isPostgres(db)) {
    return sql`exists (${tickets} and ticket_text.ticket_id = ticket.id offset 0)`
  }
  return isListed || phrases.some(({ isPrefix }) => isPrefix)
    ? sql`+ticket.id in (${tickets})`
    : sql`exists (${tickets} and ticket_text.rowid = ticket.id)`
}

export const matches = (db: Db, phrases: Phrase[]): RawBuilder<boolean> =>
  isPostgres(db)
    ? sql`words @@ to_tsquery('simple', ${tsquery(phrases)})`
    : sql`ticket_text match ${ftsQuery(phrases)}`

/** What comes first among few: where the words are in the title, and stand out. */
export const byRank = (db: Db, phrases: Phrase[]): RawBuilder<unknown> =>
  isPostgres(db)
    ? sql`ts_rank(words, to_tsquery('simple', ${tsquery(phrases)})) desc, ticket.id desc`
    : sql`bm25(ticket_text, 5, 2, 1), ticket.id desc`

// Words are letters and digits: nothing in them means anything to either of the engines.
const ftsQuery = (phrases: Phrase[]) =>
  phrases
    .map(
      ({ words, isPrefix, in: column }) =>
        `${column ? `${column} : ` : ''}"${words.join(' ')}"${isPrefix ? ' *' : ''}`,
    )
    .join(' AND ')

const WEIGHTS = { title: 'A', email: 'B' } as const

const tsquery = (phrases: Phrase[]) =>
  phrases
    .map(({ words, isPrefix, in: column }) => {
      const weight = column ? WEIGHTS[column] : ''
      const lexemes = words.map((word, at) => {
        const label = `${isPrefix && at === words.length - 1 ? '*' : ''}${weight}`
        return `'${word}'${label ? `:${label}` : ''}`
      })
      return `(${lexemes.join(' <-> ')})`
    })
    .join(' & ')
