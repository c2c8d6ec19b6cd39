import type { Context } from '../../context.ts'
import { type Counted, count, networkOf, refuseIfOver } from '../../users/throttle.ts'
import type { Owner } from './owner.ts'

const HOUR = 3600

/** What whoever asks may do so many times in an hour: nothing is counted of those who work here. */
export type Writing = { kind: 'ticket' } | { kind: 'answer'; ticket: number }

/** Refuses another ticket or answer where there were too many: before a body is read. */
export async function refuseMoreWriting(ctx: Context, owner: Owner, writing: Writing) {
  const counted = countedOf(ctx, owner, writing)
  if (counted.length > 0) await refuseIfOver(ctx, counted, REFUSALS[writing.kind])
}

/** Counts a ticket or an answer that is about to be written. */
export async function countWriting(ctx: Context, owner: Owner, writing: Writing) {
  const counted = countedOf(ctx, owner, writing)
  if (counted.length > 0) await count(ctx, counted, REFUSALS[writing.kind])
}

const REFUSALS = { ticket: 'Too many new tickets.', answer: 'Too many answers.' }

function countedOf({ config }: Context, owner: Owner, writing: Writing): Counted[] {
  const { tickets, answers } = config.customers
  const most = writing.kind === 'ticket' ? tickets : answers
  if (most === 0) return []
  if ('actor' in owner) {
    const { id, isStaff } = owner.actor
    return isStaff ? [] : [{ subject: `${writing.kind}s of ${id}`, most, seconds: HOUR }]
  }
  // A key is that of one ticket.
  return writing.kind === 'answer'
    ? [{ subject: `answers to ${writing.ticket}`, most, seconds: HOUR }]
    : []
}

/** Refuses another key of a ticket after too many wrong ones from there, and the right one, too. */
export async function refuseMoreKeys(ctx: Context, address: string) {
  const counted = keysFrom(ctx, address)
  if (counted.length > 0) await refuseIfOver(ctx, counted, 'Too many wrong keys.')
}

/** Counts a key that was wrong. */
export async function countWrongKey(ctx: Context, address: string) {
  const counted = keysFrom(ctx, address)
  if (counted.length > 0) await count(ctx, counted)
}

function keysFrom({ config }: Context, address: string): Counted[] {
  const most = config.customers.wrongKeys
  return most === 0 ? [] : [{ subject: `keys from ${networkOf(address)}`, most, seconds: HOUR }]
}
