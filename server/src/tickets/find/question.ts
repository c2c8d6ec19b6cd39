import type { CustomField } from '../../custom-fields/queries.ts'
import type { Phrase } from '../../db/full-text.ts'
import { type Condition, type Find, type Order, readFind } from '../../http/find/find.ts'
import { invalid } from '../../lib/errors.ts'
import type { VisibleQueues } from '../../queues/access.ts'
import { phraseFor } from './conditions.ts'
import { refuseManyWords, searchedIn } from './searched.ts'
import { findTickets } from './spec.ts'

/** What somebody wants to find among the tickets that they may see. */
export interface Question {
  /** What has to hold of a ticket, its queue among it. */
  conditions: Condition[]
  /** What its text has to hold. */
  phrases: Phrase[]
  /** Whether so few have it that they are listed where it is not what leads to them. */
  isTextListed?: boolean
  /** Null for what suits: the best of few, the newest of many. */
  order: Order | null
}

/** What an address asks of the tickets. */
export interface Asked {
  find: Find
  isOrdered: boolean
}

/**
 * Reads the parameters of the list of tickets, for the list and for whoever keeps them for later. Throws
 * a 400 that names every one that the list would refuse.
 */
export function readQuestion(query: URLSearchParams, custom: CustomField[]): Asked {
  const find = readFind(query, findTickets(custom))
  const isOrdered = Boolean(query.getAll('ordering').at(-1))
  // What the language allows and no list of tickets can do.
  questionOf({ find, isOrdered }, 'all')
  return { find, isOrdered }
}

/** Puts a question to the tickets of these queues: one order, and words that there can be. */
export function questionOf({ find, isOrdered }: Asked, queues: VisibleQueues): Question {
  const searched = searchedIn(find)
  refuseManyWords(find.conditions)
  const isSorted = isOrdered || !find.conditions.some(({ column }) => column === 'created')
  // The newest first: where a time is asked for, by that.
  const order = isSorted ? orderOf(find.orders) : { column: 'created', isDescending: true }
  const conditions = [...find.conditions]
  if (queues !== 'all') conditions.push({ column: 'queue_id', operator: 'is', values: queues })
  const asked = conditions.flatMap((condition) => phraseFor(condition) ?? [])
  return {
    conditions,
    phrases: [...searched, ...asked],
    order: isOrdered || searched.length === 0 ? order : null,
  }
}

/** An index serves one order; the id, which comes last, goes the same way. */
function orderOf(orders: Order[]): Order {
  refuseMoreOrders(orders)
  return orders[0]!
}

/** Throws where a list that has one index for each order is asked for several. */
export function refuseMoreOrders(orders: Order[]): void {
  if (orders.length > 1) throw invalid({ ordering: ['Sort by one field at a time.'] })
}
