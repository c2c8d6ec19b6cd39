import type { Db } from '../db/index.ts'

/** Everybody who has an account, in the order in which they came, with the number of their API tokens. */
export async function listUsers(db: Db) {
  return db
    .selectFrom('user')
    .select([
      'id',
      'username',
      'email',
      'first_name',
      'last_name',
      'is_active',
      'is_staff',
      'is_superuser',
      'date_joined',
    ])
    .select(({ selectFrom, fn }) =>
      selectFrom('token')
        .select(fn.countAll<number>().as('count'))
        .whereRef('token.user_id', '=', 'user.id')
        .as('tokens'),
    )
    .orderBy('id')
    .execute()
}
