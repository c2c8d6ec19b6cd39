import type { Selectable } from 'kysely'
import type { Db } from '../db/index.ts'
import { prepared } from '../db/prepared.ts'
import { remembered } from '../db/remembered.ts'
import type { Scope, TokenTable, UserTable } from '../db/people-tables.ts'

/** Who is acting: the part of a user that rules depend on. */
export interface Actor {
  id: number
  username: string
  email: string
  isStaff: boolean
  isSuperuser: boolean
  /** What the token that they came with is limited to; undefined where it is not, or there is none. */
  limits?: { scope: Scope; expires: string | null }
  /** Where the request comes from; null until that is known. */
  address: string | null
}

type Identity = Pick<
  Selectable<UserTable>,
  'id' | 'username' | 'email' | 'is_active' | 'is_staff' | 'is_superuser'
>
const IDENTITY = [
  'user.id',
  'user.username',
  'user.email',
  'user.is_active',
  'user.is_staff',
  'user.is_superuser',
] as const

export const actorOf = (row: Identity): Actor => ({
  id: row.id,
  username: row.username,
  email: row.email,
  isStaff: row.is_staff,
  isSuperuser: row.is_superuser,
  address: null,
})

type ByToken = Identity &
  Pick<Selectable<TokenTable>, 'scope' | 'expires' | 'last_used'> & { token_id: number }

const byToken = remembered(
  prepared<{ hash: string }, ByToken>((db, param) =>
    db
      .selectFrom('token')
      .innerJoin('user', 'user.id', 'token.user_id')
      .select(IDENTITY)
      .select(['token.id as token_id', 'token.scope', 'token.expires', 'token.last_used'])
      .where('token.hash', '=', param('hash')),
  ),
)

export async function findByToken(db: Db, hash: string): Promise<ByToken | undefined> {
  return (await byToken(db, { hash }))[0]
}

const bySession = prepared<{ hash: string; now: string }, Identity & { csrf: string }>(
  (db, param) =>
    db
      .selectFrom('session')
      .innerJoin('user', 'user.id', 'session.user_id')
      .select([...IDENTITY, 'session.csrf'])
      .where('session.hash', '=', param('hash'))
      .where('session.expires', '>', param('now')),
)

export async function findBySession(db: Db, hash: string, now: string) {
  return (await bySession(db, { hash, now }))[0]
}

const byUsername = remembered(
  prepared<{ username: string }, Identity & { password: string }>((db, param) =>
    db
      .selectFrom('user')
      .select([...IDENTITY, 'user.password'])
      .where('username', '=', param('username')),
  ),
)

/** The stored password comes along: only what checks one may ask for it. */
export async function findCredentials(db: Db, username: string) {
  // Nobody is called so, and PostgreSQL does not even let us ask.
  if (username.includes('\0')) return undefined
  return (await byUsername(db, { username }))[0]
}

const byId = prepared<{ id: number }, { id: number }>((db, param) =>
  db.selectFrom('user').select('id').where('id', '=', param('id')),
)

export async function userExists(db: Db, id: number): Promise<boolean> {
  return (await byId(db, { id })).length > 0
}

/** Whether somebody can be given tickets: works here, and has not left. */
export async function worksHere(db: Db, id: number): Promise<boolean> {
  const found = await db
    .selectFrom('user')
    .select('id')
    .where('id', '=', id)
    .where('is_staff', '=', true)
    .where('is_active', '=', true)
    .execute()
  return found.length > 0
}

export async function anyUserExists(db: Db): Promise<boolean> {
  return (await db.selectFrom('user').select('id').limit(1).execute()).length > 0
}

export async function usernameIsTaken(db: Db, username: string): Promise<boolean> {
  return (await findCredentials(db, username)) !== undefined
}

type Person = Pick<
  Selectable<UserTable>,
  'id' | 'username' | 'first_name' | 'last_name' | 'is_active'
>

const personById = prepared<{ id: number }, Person>((db, param) =>
  db
    .selectFrom('user')
    .select(['id', 'username', 'first_name', 'last_name', 'is_active'])
    .where('id', '=', param('id')),
)

export async function findPerson(db: Db, id: number): Promise<Person | undefined> {
  return (await personById(db, { id }))[0]
}

/** Those of these people that there are. */
export async function findPeople(db: Db, ids: readonly number[]): Promise<Person[]> {
  if (ids.length === 0) return []
  return db
    .selectFrom('user')
    .select(['id', 'username', 'first_name', 'last_name', 'is_active'])
    .where('id', 'in', ids)
    .execute()
}

/** Who can be given tickets, as the rules about queues see them: works here, and has not left. */
export async function findColleague(db: Db, id: number): Promise<Actor | undefined> {
  const row = await db.selectFrom('user').select(IDENTITY).where('id', '=', id).executeTakeFirst()
  return row?.is_staff && row.is_active ? actorOf(row) : undefined
}
