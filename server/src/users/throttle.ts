import { sql } from 'kysely'
import { inTransaction } from '../db/index.ts'
import type { Context } from '../context.ts'
import { tooManyRequests } from '../lib/errors.ts'
import { fingerprint } from '../lib/secret.ts'
import { secondsAfter, toStored } from '../lib/time.ts'

const WINDOW_SECONDS = 300
/** Wrong passwords allowed in a window: for one person from one address, and for an address. */
const MOST = { pair: 20, address: 200 }

/** What is counted: how many of it there may be in a window, which begins with the first. */
export interface Counted {
  subject: string
  most: number
  seconds: number
}

const subjectsOf = (username: string, address: string): Counted[] => {
  const network = networkOf(address)
  return [
    { subject: fingerprint(`${network} ${username}`), most: MOST.pair, seconds: WINDOW_SECONDS },
    { subject: network, most: MOST.address, seconds: WINDOW_SECONDS },
  ]
}

/** Whoever has one IPv6 address has a network of them. */
export function networkOf(address: string): string {
  if (!address.includes(':') || address.includes('.')) return address
  const [head = '', tail = ''] = address.split('::')
  const [before, after] = [head, tail].map((part) => part.split(':').filter((group) => group))
  const missing = Array.from({ length: 8 - before!.length - after!.length }, () => '0')
  return [...before!, ...missing, ...after!].slice(0, 4).join(':')
}

/** Refuses another try after too many wrong passwords, before the password is even looked at. */
export const refuseIfThrottled = (ctx: Context, username: string, address: string) =>
  refuseIfOver(ctx, subjectsOf(username, address), 'Too many wrong passwords.')

/** Counts a wrong password. */
export const countFailure = (ctx: Context, username: string, address: string) =>
  count(ctx, subjectsOf(username, address))

/** Refuses what there were too many of already, with the time when there may be more. */
export async function refuseIfOver(ctx: Context, counted: Counted[], refusal: string) {
  const subjects = counted.map(({ subject }) => subject)
  const rows = await ctx.db
    .selectFrom('sign_in_failure')
    .selectAll()
    .where('subject', 'in', subjects)
    .where('window_end', '>', toStored(ctx.now()))
    .execute()
  for (const row of rows) {
    const { most } = counted.find(({ subject }) => subject === row.subject)!
    if (row.failures >= most) throw tooMany(ctx, row, refusal)
  }
}

/**
 * Counts one more. With a refusal it throws, and counts nothing, where that is one too many: of those
 * that come at the same moment no more pass than may. Old counts are swept out on the way.
 */
export async function count(ctx: Context, counted: Counted[], refusal?: string) {
  const now = ctx.now()
  await inTransaction(ctx.db, async (tx) => {
    await tx.deleteFrom('sign_in_failure').where('window_end', '<=', toStored(now)).execute()
    const rows = await tx
      .insertInto('sign_in_failure')
      .values(
        counted.map(({ subject, seconds }) => ({
          subject,
          failures: 1,
          window_end: toStored(secondsAfter(now, seconds)),
        })),
      )
      .onConflict((conflict) =>
        conflict.column('subject').doUpdateSet({ failures: sql`sign_in_failure.failures + 1` }),
      )
      .returningAll()
      .execute()
    if (refusal === undefined) return
    for (const row of rows) {
      const { most } = counted.find(({ subject }) => subject === row.subject)!
      if (row.failures > most) throw tooMany(ctx, row, refusal)
    }
  })
}

function tooMany(ctx: Context, { window_end }: { window_end: string }, refusal: string) {
  const left = Math.ceil((Date.parse(window_end) - ctx.now().getTime()) / 1000)
  return tooManyRequests(`${refusal} Try again in ${left} seconds.`, left)
}
