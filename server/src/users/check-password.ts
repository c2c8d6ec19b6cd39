import { hash, randomBytes } from 'node:crypto'
import type { Context } from '../context.ts'
import { type Actor, actorOf, findCredentials } from './queries.ts'
import { hashPassword, isOutdated, verifyPassword } from './password.ts'
import { countFailure, refuseIfThrottled } from './throttle.ts'

const REMEMBERED_MS = 60_000
const MOST_REMEMBERED = 1000

/** Keys what is remembered, so that a copy of the memory gives no password to try elsewhere. */
const processKey = randomBytes(32).toString('hex')
const remembered = new Map<string, number>()
const checking = new Map<string, Promise<boolean>>()
const decoy = hashPassword(processKey)

/**
 * Who has this name and password, or null. The costly check is done once a minute for each
 * person: the memory of it holds the stored hash, so a new password ends it at once.
 */
export async function checkPassword(
  ctx: Context,
  { username, password, address }: { username: string; password: string; address: string },
): Promise<Actor | null> {
  const user = await findCredentials(ctx.db, username)
  const key = user && keyOf(user.password, password)
  if (user?.is_active && isRemembered(key!)) return actorOf(user)

  await refuseIfThrottled(ctx, username, address)
  // A name that nobody has takes as long as one that somebody has.
  const right = await verifyOnce(user?.password ?? (await decoy), password)
  if (!user?.is_active || !right) {
    await countFailure(ctx, username, address)
    return null
  }
  if (isOutdated(user.password)) await strengthen(ctx, user, password)
  else remember(key!)
  return actorOf(user)
}

/** A program that opens many connections at once sends the same password with all: one check serves. */
function verifyOnce(stored: string, password: string): Promise<boolean> {
  const key = keyOf(stored, password)
  const running = checking.get(key)
  if (running) return running
  const check = verifyPassword(stored, password).finally(() => checking.delete(key))
  checking.set(key, check)
  return check
}

/** Someone who moved in from Django keeps the password, and gets the stronger hash. */
async function strengthen(ctx: Context, user: { id: number; password: string }, password: string) {
  const stronger = await hashPassword(password)
  await ctx.db
    .updateTable('user')
    .set({ password: stronger })
    .where('id', '=', user.id)
    .where('password', '=', user.password)
    .execute()
  remember(keyOf(stronger, password))
}

const keyOf = (stored: string, password: string) =>
  hash('sha256', `${processKey}${stored}\n${password}`)

function isRemembered(key: string): boolean {
  const until = remembered.get(key)
  if (until === undefined) return false
  if (until > Date.now()) return true
  remembered.delete(key)
  return false
}

function remember(key: string) {
  if (remembered.size >= MOST_REMEMBERED) remembered.delete(remembered.keys().next().value!)
  remembered.set(key, Date.now() + REMEMBERED_MS)
}
