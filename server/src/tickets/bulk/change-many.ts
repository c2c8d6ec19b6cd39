import { inTransaction } from '../../db/index.ts'
import { toBeChanged, toBeDeleted } from '../../db/locks.ts'
import type { TicketRow } from '../../db/schema.ts'
import { forbidden } from '../../lib/errors.ts'
import { toStored } from '../../lib/time.ts'
import { type Asking, includes, whoSees, type Writable } from '../../queues/access.ts'
import { MAY_NOT_SEE, queuesOf } from '../assign.ts'
import { changeIn } from '../change.ts'
import { deleteIn } from '../delete.ts'
import type { Changing } from '../follow-ups/write.ts'
import { lockTickets, type Obstacle } from '../locked.ts'
import { ITSELF, mergedAlready, mergeIn } from '../merge.ts'
import type { Bulk } from './schema.ts'

/** What became of one ticket. */
export interface Result {
  id: number
  status: 'changed' | 'unchanged' | 'deleted' | 'merged'
}

/** Either what became of each ticket, or what stands in the way: then nothing was changed. */
export type Outcome = { results: Result[] } | { obstacles: Obstacle[] }

/** Does the same to many tickets: to all of them in one transaction, or to none. */
export async function changeMany(asking: Asking, bulk: Bulk): Promise<Outcome> {
  const { ctx } = asking
  const { queue_id, assigned_to_id = null } = bulk.action === 'change' ? bulk.wanted : {}
  const assignable = await queuesOf(ctx, assigned_to_id)
  const isBlind = (ticket: TicketRow) => !includes(assignable, queue_id ?? ticket.queue_id)

  return inTransaction(ctx.db, async (tx) => {
    const ids = bulk.action === 'merge' ? [...new Set([bulk.into, ...bulk.tickets])] : bulk.tickets
    const lock = bulk.action === 'delete' ? toBeDeleted : toBeChanged
    const { rows, obstacles, reach } = await lockTickets(tx, ids, asking, lock)
    if (queue_id && !includes(reach.writable, queue_id)) throw forbidden()
    if (obstacles.length > 0) return { obstacles }
    const tickets = bulk.tickets.map((id) => rows.get(id)!)
    const inTheWay =
      bulk.action === 'merge'
        ? againstMerging(bulk.into, [...rows.values()], tickets)
        : [
            ...tickets.filter(isBlind).map(({ id }) => wrong(id, MAY_NOT_SEE)),
            ...(await leftBehind({ ...asking, tx }, bulk, tickets)),
          ]
    if (inTheWay.length > 0) return { obstacles: inTheWay }
    const changing = { ...asking, tx, now: toStored(ctx.now()) }
    return { results: await doTo(changing, { bulk, rows, tickets }) }
  })
}

interface Doing {
  bulk: Bulk
  rows: Map<number, Writable<TicketRow>>
  tickets: Writable<TicketRow>[]
}

async function doTo(changing: Changing, { bulk, rows, tickets }: Doing): Promise<Result[]> {
  const all = (status: Result['status']) => bulk.tickets.map((id): Result => ({ id, status }))
  if (bulk.action === 'delete') {
    await deleteIn(changing.tx, tickets)
    return all('deleted')
  }
  if (bulk.action === 'merge') {
    const target = rows.get(bulk.into)!
    const told = { public: bulk.public, notify: bulk.notify }
    await mergeIn(changing, { target, sources: tickets, chosen: {}, ...told })
    return all('merged')
  }
  const after = await changeIn(changing, tickets, bulk.wanted, bulk.said)
  return tickets.map((ticket, index) => ({
    id: ticket.id,
    status: after[index] === ticket ? 'unchanged' : 'changed',
  }))
}

/** Those that would move away from whoever has them: who is to have them there has to be said. */
async function leftBehind(
  { ctx, tx }: Pick<Changing, 'ctx' | 'tx'>,
  bulk: Bulk,
  tickets: TicketRow[],
): Promise<Obstacle[]> {
  if (bulk.action !== 'change') return []
  const { queue_id, assigned_to_id } = bulk.wanted
  if (!queue_id || assigned_to_id !== undefined) return []
  const moved = tickets.flatMap(({ id, queue_id: from, assigned_to_id: assignee }) =>
    from === queue_id || assignee === null ? [] : [{ id, assignee }],
  )
  const assignees = [...new Set(moved.map(({ assignee }) => assignee))]
  const seeing = await whoSees({ ...ctx, db: tx }, queue_id, assignees)
  return moved
    .filter(({ assignee }) => !seeing.has(assignee))
    .map(({ id }) => wrong(id, LEFT_BEHIND))
}

const LEFT_BEHIND = 'Whoever has this ticket may not see that queue: say "assigned_to" as well.'

const wrong = (id: number, detail: string): Obstacle => ({ id, code: 'invalid', detail })

const againstMerging = (into: number, all: TicketRow[], sources: TicketRow[]): Obstacle[] => [
  ...sources.filter(({ id }) => id === into).map(({ id }) => wrong(id, ITSELF)),
  ...mergedAlready(all),
]
