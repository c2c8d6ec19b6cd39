import type { Context } from '../context.ts'
import { customFields } from '../custom-fields/queries.ts'
import { AppError, type FieldErrors } from '../lib/errors.ts'
import { readQuestion } from '../tickets/find/question.ts'

/** How an answer is shown is no part of a search. */
const SHOWN = ['page', 'page_size', 'format']

/** What is wrong with how a search is written; null if nothing is. */
export function flawOfQuery(query: string): string | null {
  if (/[\s#?\p{Cc}]/u.test(query)) {
    return 'Write it as in an address, without "?": "status=Open&ordering=-created".'
  }
  for (const part of query.split('&')) {
    const at = part.indexOf('=')
    if (at < 1) return `"${part}" has to be a name, "=" and a value.`
    if (!isDecodable(part.slice(0, at)) || !isDecodable(part.slice(at + 1))) {
      return `"${part}" holds a "%" that stands for no character, or for a null character.`
    }
  }
  return null
}

function isDecodable(text: string): boolean {
  try {
    return !decodeURIComponent(text).includes('\0')
  } catch {
    return false
  }
}

/** What the list of tickets would refuse of a search, a message for each parameter. */
export async function refusalsOf({ db }: Context, query: string): Promise<string[]> {
  const parameters = new URLSearchParams(query)
  const shown = SHOWN.filter((name) => parameters.has(name))
  if (shown.length > 0) return shown.map((name) => `${name}: This is said when it is asked.`)
  try {
    readQuestion(parameters, await customFields(db))
    return []
  } catch (error) {
    if (error instanceof AppError && error.fields) return messagesOf(error.fields)
    throw error
  }
}

/** A saved search as it is asked now: what is given beside it takes the place of what it says. */
export function askedNow(query: string, given: URLSearchParams): URLSearchParams {
  const asked = new URLSearchParams(query)
  for (const name of [...SHOWN, ...given.keys()]) asked.delete(name)
  for (const [name, value] of given) asked.append(name, value)
  return asked
}

const messagesOf = (fields: FieldErrors) =>
  Object.entries(fields).map(([name, messages]) => `${name}: ${(messages as string[]).join(' ')}`)
