import { notFound } from '../lib/errors.ts'
import { toInt } from '../lib/python.ts'
import type { Request } from './types.ts'

/** The id in an address such as `/api/tickets/7/`. What is no number is found nowhere. */
export function idOf(request: Request): number {
  const { id } = request.params as { id: string }
  const number = toInt(id)
  if (number === null) throw notFound()
  return Number(number)
}
