import { notFound } from '../lib/errors.ts'
import { mayBeId } from '../lib/ids.ts'
import { toInt } from '../lib/python.ts'
import type { Request } from './types.ts'

/**
 * The id in an address such as `/api/tickets/7/`, or that of another name in one such as
 * `/api/tickets/7/cc/2/`. What is no number is found nowhere.
 */
export function idOf(request: Request, name = 'id'): number {
  const number = toInt((request.params as Record<string, string>)[name]!)
  if (number === null) throw notFound()
  // No row has the id 0 either: whoever looks says what it is that is not there.
  return mayBeId(number) ? Number(number) : 0
}
