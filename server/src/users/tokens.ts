import { z } from 'zod'
import type { Context } from '../context.ts'
import { type Db, inTransaction } from '../db/index.ts'
import { checked } from '../lib/checked.ts'
import { AppError } from '../lib/errors.ts'
import { line } from '../lib/inputs.ts'
import { createToken } from './create.ts'
import { userIdOf } from './find.ts'

const NewToken = z.object({ username: z.string(), name: line(100) })

/** A new API key for this user, under a name to know it by. The key is told this once. */
export async function issueToken(ctx: Context, input: { username: string; name: string }) {
  const { username, name } = checked(NewToken, input)
  const userId = await userIdOf(ctx.db, username)
  const { id, key } = await inTransaction(ctx.db, (tx) =>
    createToken(tx, { userId, name, now: ctx.now() }),
  )
  return { id, username, name, key }
}

/** The API tokens of everybody, or of one user: their keys cannot be told. */
export async function listTokens(db: Db, username?: string) {
  const userId = username === undefined ? null : await userIdOf(db, username)
  return db
    .selectFrom('token')
    .innerJoin('user', 'user.id', 'token.user_id')
    .select(['token.id', 'user.username', 'token.name', 'token.created'])
    .$if(userId !== null, (query) => query.where('token.user_id', '=', userId))
    .orderBy('token.id')
    .execute()
}

/** Ends an API token at once. Says whose it was. */
export async function revokeToken(ctx: Context, id: number) {
  const { db } = ctx
  const token = await db
    .selectFrom('token')
    .innerJoin('user', 'user.id', 'token.user_id')
    .select(['token.id', 'user.username', 'token.name'])
    .where('token.id', '=', id)
    .executeTakeFirst()
  if (!token) throw new AppError('not_found', `There is no token with the number ${id}.`)
  await db.deleteFrom('token').where('id', '=', id).execute()
  return token
}
