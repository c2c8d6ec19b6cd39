import type { Db } from '../db/index.ts'
import { AppError } from '../lib/errors.ts'

/** The id of the user with this name, written exactly so. */
export async function userIdOf(db: Db, username: string): Promise<number> {
  const row = await db
    .selectFrom('user')
    .select('id')
    .where('username', '=', username)
    .executeTakeFirst()
  if (!row) throw noSuchUser(username)
  return row.id
}

export const noSuchUser = (username: string) =>
  new AppError('not_found', `There is no user "${username}".`)
