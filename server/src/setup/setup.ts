import type { Context } from '../context.ts'
import { type Db, inTransaction, type Tx } from '../db/index.ts'
import { oneAtATime } from '../db/locks.ts'
import { conflict, forbidden } from '../lib/errors.ts'
import { fingerprint, newSecret, sameText } from '../lib/secret.ts'
import { createToken, insertUser, type NewUser } from '../users/create.ts'
import { hashPassword } from '../users/password.ts'
import { anyUserExists } from '../users/queries.ts'
import { insertQueue } from '../queues/create.ts'

export interface Setup {
  token: string
  username: string
  password: string
  email: string
  queue: string
}

/** The one-time token for setting up, while nobody has; null once somebody has. Each call makes a new one. */
export async function newSetupToken(db: Db): Promise<string | null> {
  if (await anyUserExists(db)) return null
  const token = newSecret()
  const value = fingerprint(token)
  await db
    .insertInto('setting')
    .values({ name: 'setup', value })
    .onConflict((conflicting) => conflicting.column('name').doUpdateSet({ value }))
    .execute()
  return token
}

/** Makes the superuser, the first queue and an API token, once: the set-up token is used up by it. */
export async function setUp(ctx: Context, { token, queue, ...person }: Setup) {
  await refuseWrongToken(ctx.db, token)
  const password = await hashPassword(person.password)
  return inTransaction(ctx.db, async (tx) => {
    await oneAtATime(tx, 'set-up')
    await refuseWrongToken(tx, token)
    await tx.deleteFrom('setting').where('name', '=', 'setup').execute()
    const made = await insertSuperuser(tx, { ...person, password }, ctx.now())
    const first = await insertQueue(tx, { title: queue, slug: slugOf(queue) })
    return { ...made, queue: { id: first.id, slug: first.slug, title: first.title } }
  })
}

/** The superuser that the configuration names, where there is no user yet. Says whether it was made. */
export async function setUpFromConfig(ctx: Context): Promise<boolean> {
  const { admin } = ctx.config
  if (!admin || (await anyUserExists(ctx.db))) return false
  const password = await hashPassword(admin.password)
  await inTransaction(ctx.db, async (tx) => {
    await oneAtATime(tx, 'set-up')
    if (await anyUserExists(tx)) return
    await insertUser(tx, { ...admin, password, is_staff: true, is_superuser: true }, ctx.now())
    await insertQueue(tx, { title: 'Support', slug: 'support' })
    await tx.deleteFrom('setting').where('name', '=', 'setup').execute()
  })
  return true
}

/** "IT & Räume" becomes "it-raume". */
function slugOf(title: string): string {
  const letters = title.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase()
  const slug = letters.replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-|-$/g, '')
  return slug.slice(0, 50) || 'support'
}

async function refuseWrongToken(db: Db, token: string) {
  if (await anyUserExists(db)) throw conflict('This helpdesk has been set up already.')
  const row = await db
    .selectFrom('setting')
    .select('value')
    .where('name', '=', 'setup')
    .executeTakeFirst()
  if (!row || !sameText(row.value, fingerprint(token))) {
    throw forbidden('This is not the set-up token that the server printed when it started.')
  }
}

async function insertSuperuser(tx: Tx, person: NewUser, now: Date) {
  const { id } = await insertUser(tx, { ...person, is_staff: true, is_superuser: true }, now)
  const { key } = await createToken(tx, { userId: id, name: 'set-up', now })
  return { user: { id, username: person.username, email: person.email ?? '' }, token: key }
}
