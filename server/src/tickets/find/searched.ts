import { type Phrase, phrasesIn, wordsIn } from '../../db/full-text.ts'
import type { Condition, Find } from '../../http/find/find.ts'
import { invalid } from '../../lib/errors.ts'

/** Words as the index has them: an address is four of them. */
const MOST_WORDS = 16
const TOO_MANY = `Search for at most ${MOST_WORDS} words.`

/**
 * What `?search=` looks for; nothing where it is not asked. Throws a 400 for text without a word, and for
 * too many: to look for them one after the other takes as often all tickets that have them.
 */
export function searchedIn({ search }: Find): Phrase[] {
  if (search === null) return []
  const phrases = phrasesIn(search)
  const count = phrases.flatMap(({ words }) => words).length
  if (count === 0)
    throw invalid({ search: ['Search for something with a letter or a digit in it.'] })
  if (count > MOST_WORDS) throw invalid({ search: [TOO_MANY] })
  return phrases
}

/** The same for `?title__words=` and its like. */
export function refuseManyWords(conditions: Condition[]): void {
  const long = conditions.find(
    ({ operator, values }) =>
      operator === 'words' && wordsIn(String(values[0])).length > MOST_WORDS,
  )
  if (long) throw invalid({ [`${long.column}__words`]: [TOO_MANY] })
}
