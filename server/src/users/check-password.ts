import { hash, randomBytes } from 'node:crypto'
import type { Context } from '../context.ts'
import { limited } from '../lib/limited.ts'
import { type Actor, actorOf, findCredentials } from './queries.ts'
import { hashPassword, isOutdated, isUsable, verifyPassword } from './password.ts'
import { countFailure, refuseIfThrottled } from './throttle.ts'

const REMEMBERED_MS = 60_000
const MOST_REMEMBERED = 1000

/** Keys what is remembered, so that a copy of the memory gives no password to try elsewhere. */
const processKey = randomBytes(32).toString('hex')
const remembered = new Map<string, number>()
const trying = new Map<string, Promise<boolean>>()
const decoy = hashPassword(processKey)
const fewAtOnce = limited(2)

export interface Attempt {
  username: string
  password: string
  address: string
}
type Found = Awaited<ReturnType<typeof findCredentials>>

/**
 * Who has this name and password, or null. The costly check is done once a minute for each
 * person: the memory of it holds the stored hash, so a new password ends it at once.
 */
export async function checkPassword(ctx: Context, attempt: Attempt): Promise<Actor | null> {
  const user = await findCredentials(ctx.db, attempt.username)
  if (user?.is_active && isRemembered(keyOf(user.password, attempt.password))) return actorOf(user)
  return (await tryOnce(ctx, user, attempt)) && user ? actorOf(user) : null
}

/** A program that opens many connections at once sends the same password with all: one try serves. */
function tryOnce(ctx: Context, user: Found, attempt: Attempt): Promise<boolean> {
  const { username, password, address } = attempt
  const key = keyOf(user?.password ?? '', JSON.stringify([username, address, password]))
  const running = trying.get(key)
  if (running) return running
  // Tries that come together take their turn, so that each finds the failures before it counted.
  const fresh = fewAtOnce(() => tryPassword(ctx, user, attempt)).finally(() => trying.delete(key))
  trying.set(key, fresh)
  return fresh
}

async function tryPassword(ctx: Context, user: Found, attempt: Attempt): Promise<boolean> {
  const { username, password, address } = attempt
  await refuseIfThrottled(ctx, username, address)
  // A name that nobody has, or that has no password, takes as long as any other.
  const stored = user && isUsable(user.password) ? user.password : await decoy
  const right = await verifyPassword(stored, password)
  if (!right || !user?.is_active) {
    await countFailure(ctx, username, address)
    return false
  }
  if (isOutdated(user.password)) await strengthen(ctx, user, password)
  else remember(keyOf(user.password, password))
  return true
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
