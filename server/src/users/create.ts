import type { Context } from '../context.ts'
import { inTransaction, type Tx } from '../db/index.ts'
import type { Scope } from '../db/people-tables.ts'
import { invalid } from '../lib/errors.ts'
import { fingerprint, newApiKey } from '../lib/secret.ts'
import { toStored } from '../lib/time.ts'
import { hashPassword } from './password.ts'

export interface NewUser {
  username: string
  password: string
  email?: string
  first_name?: string
  last_name?: string
  is_staff?: boolean
  is_superuser?: boolean
  is_active?: boolean
  email_on_ticket_change?: boolean
  email_on_ticket_assign?: boolean
}

export interface NewToken {
  userId: number
  name: string
  scope?: Scope
  expires?: string | null
}

/** Adds somebody who can sign in. A customer, unless it is said that they work here. */
export async function createUser(ctx: Context, input: NewUser): Promise<{ id: number }> {
  const password = await hashPassword(input.password)
  return inTransaction(ctx.db, (tx) => insertUser(tx, { ...input, password }, ctx.now()))
}

/** The row of a new user, whose `password` is hashed already. */
export async function insertUser(tx: Tx, input: NewUser, now: Date): Promise<{ id: number }> {
  const row = await tx
    .insertInto('user')
    .values({
      username: input.username,
      password: input.password,
      email: input.email ?? '',
      first_name: input.first_name ?? '',
      last_name: input.last_name ?? '',
      is_active: input.is_active ?? true,
      is_staff: input.is_staff ?? false,
      is_superuser: input.is_superuser ?? false,
      email_on_ticket_change: input.email_on_ticket_change ?? true,
      email_on_ticket_assign: input.email_on_ticket_assign ?? true,
      date_joined: toStored(now),
    })
    .onConflict((conflict) => conflict.column('username').doNothing())
    .returning('id')
    .executeTakeFirst()
  if (!row) throw usernameTaken()
  return row
}

export const usernameTaken = () =>
  invalid({ username: ['A user with that username already exists.'] })

/** A new API key of this user. It is shown this once: only its fingerprint is kept. */
export async function createToken(
  tx: Tx,
  { userId, name, now, ...limits }: NewToken & { now: Date },
): Promise<{ id: number; key: string }> {
  const key = newApiKey()
  const { id } = await tx
    .insertInto('token')
    .values({ user_id: userId, name, hash: fingerprint(key), created: toStored(now), ...limits })
    .returning('id')
    .executeTakeFirstOrThrow()
  return { id, key }
}
