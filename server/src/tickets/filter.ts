import { STATUSES } from '../lib/ticket-status.ts'
import type { VisibleQueues } from '../queues/access.ts'

/** Which tickets a list is of. No statuses means all of them. */
export interface TicketFilter {
  statuses: number[]
  queues: VisibleQueues
}

/** Reads `?status=1,Open`: numbers and names in any case; what is neither is skipped. */
export function statusesIn(query: URLSearchParams): number[] {
  const given = query.getAll('status').at(-1)
  if (!given) return []
  const words = given.split(',').map((word) => word.toLowerCase())
  return STATUSES.filter(
    ([number, name]) => words.includes(String(number)) || words.includes(name.toLowerCase()),
  ).map(([number]) => number)
}

/** The tickets that one run through an index leads to. */
export interface Branch {
  queue_id?: number
  status?: number
}

/** A filter as branches, each of which an index serves in order of id: their union needs no sorting. */
export function branchesOf({ statuses, queues }: TicketFilter): Branch[] {
  if (queues === 'all') return statuses.length > 0 ? statuses.map((status) => ({ status })) : [{}]
  if (statuses.length === 0) return queues.map((queue_id) => ({ queue_id }))
  return queues.flatMap((queue_id) => statuses.map((status) => ({ queue_id, status })))
}
