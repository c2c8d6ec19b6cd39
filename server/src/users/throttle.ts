import { sql } from 'kysely'
import { inTransaction } from '../db/index.ts'
import type { Context } from '../context.ts'
import { tooManyRequests } from '../lib/errors.ts'
import { fingerprint } from '../lib/secret.ts'
import { secondsAfter, toStored } from '../lib/time.ts'

const WINDOW_SECONDS = 300
/** Wrong passwords allowed in a window: for one person from one address, and for an address. */
const MOST = { pair: 20, address: 200 }

const subjectsOf = (username: string, address: string) => {
  const network = networkOf(address)
  return [
    { subject: fingerprint(`${network} ${username}`), most: MOST.pair },
    { subject: network, most: MOST.address },
  ]
}

/** Whoever has one IPv6 address has a network of them. */
function networkOf(address: string): string {
  if (!address.includes(':') || address.includes('.')) return address
  const [head = '', tail = ''] = address.split('::')
  const [before, after] = [head, tail].map((part) => part.split(':').filter((group) => group))
  const missing = Array.from({ length: 8 - before!.length - after!.length }, () => '0')
  return [...before!, ...missing, ...after!].slice(0, 4).join(':')
}

/** Refuses another try after too many wrong passwords, before the password is even looked at. */
export async function refuseIfThrottled(ctx: Context, username: string, address: string) {
  const subjects = subjectsOf(username, address)
  const now = ctx.now()
  const rows = await ctx.db
    .selectFrom('sign_in_failure')
    .selectAll()
    .where(
      'subject',
      'in',
      subjects.map(({ subject }) => subject),
    )
    .where('window_end', '>', toStored(now))
    .execute()
  for (const { subject, failures, window_end } of rows) {
    const most = subjects.find((each) => each.subject === subject)?.most ?? MOST.address
    if (failures < most) continue
    const seconds = Math.ceil((Date.parse(window_end) - now.getTime()) / 1000)
    throw tooManyRequests(`Too many wrong passwords. Try again in ${seconds} seconds.`, seconds)
  }
}

/** Counts a wrong password. Old counts are swept out on the way. */
export async function countFailure(ctx: Context, username: string, address: string) {
  const now = toStored(ctx.now())
  const window_end = toStored(secondsAfter(ctx.now(), WINDOW_SECONDS))
  await inTransaction(ctx.db, async (tx) => {
    await tx.deleteFrom('sign_in_failure').where('window_end', '<=', now).execute()
    await tx
      .insertInto('sign_in_failure')
      .values(
        subjectsOf(username, address).map(({ subject }) => ({ subject, failures: 1, window_end })),
      )
      .onConflict((conflict) =>
        conflict.column('subject').doUpdateSet({ failures: sql`sign_in_failure.failures + 1` }),
      )
      .execute()
  })
}
