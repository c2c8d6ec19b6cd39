import { inTransaction } from '../db/index.ts'
import type { TicketRow } from '../db/schema.ts'
import { statusName } from '../lib/ticket-status.ts'
import { toStored } from '../lib/time.ts'
import { audienceOf } from '../notifications/changed.ts'
import type { Asking, Writable } from '../queues/access.ts'
import { type Changes, differing, inWords, type Names, namesFor } from './field-names.ts'
import { resolutionFor } from './follow-ups/answer.ts'
import { fillIn } from './follow-ups/fill-in.ts'
import { type Changing, cutTitle, type Told } from './follow-ups/write.ts'
import { lockTicket } from './locked.ts'
import { tell } from './tell.ts'

/** What somebody says to a change, and whether the submitter sees it. */
export interface Said {
  comment: string
  public: boolean
}

/** What is to become of tickets. */
export type Wanted = Pick<
  Changes,
  'queue_id' | 'assigned_to_id' | 'status' | 'on_hold' | 'priority' | 'due_date'
>

/** Changes one ticket, with a follow-up that says so. `check` throws if it may not be so. */
export async function changeTicket(
  asking: Asking,
  { id, wanted, check }: { id: number; wanted: Wanted; check?: (ticket: TicketRow) => void },
  said: Said,
): Promise<Writable<TicketRow>> {
  const { ctx } = asking
  return inTransaction(ctx.db, async (tx) => {
    const ticket = await lockTicket(tx, id, asking)
    check?.(ticket)
    const changing = { ...asking, tx, now: toStored(ctx.now()) }
    return (await changeIn(changing, [ticket], wanted, said))[0]!
  })
}

/**
 * Changes tickets that were locked, and gives them back as they are now. Each one that changes gets a
 * follow-up and its mails; one that is as it should be gets nothing, and comes back as the same row.
 */
export async function changeIn(
  changing: Changing,
  tickets: Writable<TicketRow>[],
  wanted: Wanted,
  said: Said,
): Promise<Writable<TicketRow>[]> {
  const { tx } = changing
  const plans = tickets.map((ticket) => ({ ticket, changes: differing(ticket, wanted) }))
  const touched = plans.filter(({ changes }) => Object.keys(changes).length > 0)
  if (touched.length === 0) return tickets
  const later = touched.map(({ ticket, changes }) => ({ ...ticket, ...changes }))
  const names = await namesFor(tx, [...tickets, ...later])
  const around = { names, audience: await audienceOf(tx, later) }
  const after = new Map<number, Writable<TicketRow>>()
  for (const { ticket, changes } of touched) {
    const queue = names.queues.get(ticket.queue_id)!
    const comment = await fillIn(changing, tx, said.comment, { ticket, queue })
    const told = toldOf(ticket, changes, { names, said: { ...said, comment } })
    after.set(ticket.id, await tell(changing, ticket, told, around))
  }
  return tickets.map((ticket) => after.get(ticket.id) ?? ticket)
}

function toldOf(
  ticket: TicketRow,
  changes: Changes,
  { names, said }: { names: Names; said: Said },
): Told {
  const { status } = changes
  return {
    ...said,
    title: titleOf(changes, names),
    // The submitter reads a resolution: what is said in private does not become one.
    changes: {
      ...changes,
      ...(status && said.public && said.comment ? resolutionFor(status, ticket, said.comment) : {}),
    },
    fields: inWords(ticket, changes, names),
  }
}

/** What a follow-up is called that tells of these changes. */
function titleOf({ status, assigned_to_id, on_hold }: Changes, { people }: Names): string {
  const parts = [
    ...(status === undefined ? [] : [statusName(status)]),
    ...(assigned_to_id ? [`Assigned to ${people.get(assigned_to_id)}`] : []),
    ...(assigned_to_id === null ? ['Unassigned'] : []),
    ...(on_hold === undefined ? [] : [on_hold ? 'Ticket placed on hold' : 'Ticket taken off hold']),
  ]
  return cutTitle(parts.join(' and ') || 'Updated')
}
