import { sql } from 'kysely'
import { customFields } from '../custom-fields/queries.ts'
import { inTransaction, type Tx } from '../db/index.ts'
import type { TicketRow } from '../db/schema.ts'
import { AppError, invalid } from '../lib/errors.ts'
import { STATUS } from '../lib/ticket-status.ts'
import { toStored } from '../lib/time.ts'
import { audienceOf } from '../notifications/changed.ts'
import { type Asking, includes, type Writable } from '../queues/access.ts'
import { MAY_NOT_SEE, queuesOf } from './assign.ts'
import { differing, inWords, namesFor } from './field-names.ts'
import { type Changing, cutTitle } from './follow-ups/write.ts'
import { joinCopies } from './join-copies.ts'
import { lockTickets, type Obstacle } from './locked.ts'
import { type Chosen, chosenColumns, takeCustomValues } from './merge-values.ts'
import { moveChecklists } from './checklists/move.ts'
import { moveDependencies } from './dependencies/move.ts'
import { moveLinks } from './links/move.ts'
import { moveTags } from './tags/queries.ts'
import { type Around, tell } from './tell.ts'

/**
 * What hangs on tickets besides follow-ups and CCs, and goes along into the one that they are merged
 * into: each moves what is its own.
 */
const MOVED_ALONG: ((tx: Tx, from: number, to: number) => Promise<void>)[] = [
  moveTags,
  moveLinks,
  moveChecklists,
  moveDependencies,
]

export interface Merge {
  target: number
  sources: number[]
  /** Whose values the target takes; its own unless it is said. */
  chosen: Chosen
  /** Whether the target's submitter sees and hears of it. */
  public: boolean
  /** Whether those who asked or follow the sources hear where these go on. */
  notify: boolean
}

/** Merges tickets into another one, and gives that back as it is now. */
export async function mergeTickets(asking: Asking, merge: Merge): Promise<Writable<TicketRow>> {
  const { ctx } = asking
  const { target, sources, chosen } = merge
  if (sources.includes(target)) throw invalid({ sources: [ITSELF] })
  const wrong = Object.entries(chosen).filter(([, id]) => id !== target && !sources.includes(id))
  if (wrong.length > 0) {
    const message = 'This has to be one of the tickets that are merged.'
    throw invalid({ values: Object.fromEntries(wrong.map(([name]) => [name, [message]])) })
  }
  return inTransaction(ctx.db, async (tx) => {
    const { rows, obstacles } = await lockTickets(tx, [target, ...sources], asking)
    refuse(target, obstacles)
    const tickets = { target: rows.get(target)!, sources: sources.map((id) => rows.get(id)!) }
    refuse(target, mergedAlready([tickets.target, ...tickets.sources]))
    const changing = { ...asking, tx, now: toStored(ctx.now()) }
    return mergeIn(changing, { ...tickets, chosen, public: merge.public, notify: merge.notify })
  })
}

export const ITSELF = 'A ticket cannot be merged into itself.'

/** Those of some tickets that were merged before, and so cannot be again. */
export const mergedAlready = (tickets: TicketRow[]): Obstacle[] =>
  tickets
    .filter((ticket) => ticket.merged_to_id !== null)
    .map(({ id }) => ({ id, code: 'invalid', detail: 'This ticket has been merged already.' }))

function refuse(target: number, obstacles: Obstacle[]) {
  const [first] = obstacles
  if (!first) return
  const { id, code, detail } = first
  if (code !== 'invalid')
    throw new AppError(code, id === target ? detail : `Ticket ${id}: ${detail}`)
  throw invalid(
    id === target
      ? { non_field_errors: [detail] }
      : { sources: obstacles.map((one) => `Ticket ${one.id}: ${one.detail}`) },
  )
}

export interface Merging {
  target: Writable<TicketRow>
  sources: Writable<TicketRow>[]
  chosen: Chosen
  public: boolean
  notify: boolean
}

/** Merges tickets that were locked, as part of a larger change. */
export async function mergeIn(changing: Changing, merging: Merging): Promise<Writable<TicketRow>> {
  const { tx } = changing
  const { target, sources, chosen } = merging
  const ids = sources.map(({ id }) => id)
  const rows = new Map([target, ...sources].map((row) => [row.id, row]))
  const changes = chosenColumns(target, rows, chosen)
  await refuseBlindAssignee(changing, { ...target, ...changes }, changes.assigned_to_id)
  const after = { ...target, ...changes }
  // Before the lists are joined: nobody hears of it by way of two tickets.
  const around = {
    names: await namesFor(tx, [target, after, ...sources]),
    audience: await audienceOf(tx, [after, ...sources]),
  }
  const asked = [target, ...sources].map(({ submitter_email }) => submitter_email)
  await joinCopies(tx, { target: after, sources, asked })
  await moveFollowUps(tx, ids, target.id)
  for (const move of MOVED_ALONG) for (const id of ids) await move(tx, id, target.id)
  const custom = await takeCustomValues(tx, target, { custom: await customFields(tx), chosen })
  for (const source of sources) await close(changing, source, merging, around)
  const told = {
    title: cutTitle(`Merged with ${listed(ids)}`),
    comment: `Merged into this ticket: ${listed(ids)}.`,
    public: merging.public,
    changes,
    fields: [...inWords(target, changes, around.names), ...custom],
  }
  return tell(changing, target, told, around)
}

const listed = (ids: number[]) => ids.map((id) => `#${id}`).join(', ')

/** Follow-ups keep their ids, and so their files; their titles say where they come from. */
async function moveFollowUps(tx: Tx, sources: number[], target: number) {
  await tx
    .updateTable('followup')
    .set({
      title: sql<string>`substr(rtrim('[Merged from #' || ticket_id || '] ' || coalesce(title, '')), 1, 200)`,
      ticket_id: target,
    })
    .where('ticket_id', 'in', sources)
    .execute()
}

async function close(
  changing: Changing,
  source: Writable<TicketRow>,
  merging: Merging,
  around: Around,
) {
  const { id } = merging.target
  const changes = differing(source, { status: STATUS.duplicate, merged_to_id: id })
  const told = {
    title: `Merged into #${id}`,
    comment: `This goes on in ticket #${id}.`,
    public: merging.notify,
    changes,
    fields: inWords(source, changes, around.names),
  }
  await tell(changing, source, told, around)
}

/** Whoever is to do it has to see it: the tickets may be of different queues. */
async function refuseBlindAssignee(
  { ctx, tx }: Changing,
  { queue_id }: TicketRow,
  assignee: number | null | undefined,
) {
  if (!assignee) return
  const queues = await queuesOf({ ...ctx, db: tx }, assignee)
  if (!includes(queues, queue_id)) throw invalid({ values: { assigned_to: [MAY_NOT_SEE] } })
}
