import type { Tx } from '../db/index.ts'
import type { QueueRow, TicketRow } from '../db/schema.ts'
import { formatDateTime } from '../http/fields/represent.ts'
import { PRIORITIES, statusName } from '../lib/ticket-status.ts'
import { findQueues } from '../queues/queries.ts'
import { nameOf } from '../users/name.ts'
import { findPeople } from '../users/queries.ts'
import type { FieldChange } from './follow-ups/write.ts'

/** What people and queues are called. */
export interface Names {
  people: Map<number, string>
  queues: Map<number, QueueRow>
}

type Columns = Omit<TicketRow, 'id'>
export type Changes = Partial<Columns>

/** Reads the names that telling of some changes takes, of all tickets at once. */
export async function namesFor(tx: Tx, rows: Changes[]): Promise<Names> {
  const people = new Set(rows.flatMap(({ assigned_to_id: id }) => (id ? [id] : [])))
  const queues = new Set(rows.flatMap(({ queue_id: id }) => (id ? [id] : [])))
  return {
    people: new Map((await findPeople(tx, [...people])).map((row) => [row.id, nameOf(row)])),
    queues: new Map((await findQueues(tx, [...queues])).map((row) => [row.id, row])),
  }
}

type Shown = {
  [Column in keyof Columns]?: [
    field: string,
    show: (value: NonNullable<Columns[Column]>, names: Names) => string,
  ]
}

const asIs = (text: string) => text

/** The columns that are told of, with their names in django-helpdesk and how their values are written. */
const SHOWN: Shown = {
  title: ['Title', asIs],
  queue_id: ['Queue', (id, { queues }) => queues.get(id)?.title ?? String(id)],
  assigned_to_id: ['Owner', (id, { people }) => people.get(id) ?? String(id)],
  status: ['Status', statusName],
  on_hold: ['On Hold', (flag) => (flag ? 'True' : 'False')],
  priority: ['Priority', (priority) => priorityName(priority)],
  due_date: ['Due on', formatDateTime],
  description: ['Description', asIs],
  resolution: ['Resolution', asIs],
  submitter_email: ['Submitter E-Mail', asIs],
  merged_to_id: ['Merged to', (id) => `#${id}`],
}

const priorityName = (priority: number) =>
  PRIORITIES.find(([number]) => number === priority)?.[1] ?? String(priority)

/** The changes of a ticket in words: what each field was, and what it is. */
export function inWords(ticket: TicketRow, changes: Changes, names: Names): FieldChange[] {
  const write = (column: keyof Columns, value: unknown) =>
    value === null || value === undefined ? null : SHOWN[column]![1](value as never, names)
  return (Object.keys(SHOWN) as (keyof Columns)[])
    .filter((column) => changes[column] !== undefined)
    .map((column) => ({
      field: SHOWN[column]![0],
      old: write(column, ticket[column]),
      new: write(column, changes[column]),
    }))
}

/** Those of the wanted values that a ticket does not have yet. */
export const differing = (ticket: TicketRow, wanted: Changes): Changes =>
  Object.fromEntries(
    Object.entries(wanted).filter(
      ([column, value]) => value !== undefined && value !== ticket[column as keyof Columns],
    ),
  )
