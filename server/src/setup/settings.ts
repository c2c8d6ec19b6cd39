import type { Db } from '../db/index.ts'
import { newSecret } from '../lib/secret.ts'

/** The secret of this installation: made once, kept in the database, so that every process has the same. */
export async function installationSecret(db: Db): Promise<string> {
  await db
    .insertInto('setting')
    .values({ name: 'secret', value: newSecret() })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute()
  const { value } = await db
    .selectFrom('setting')
    .select('value')
    .where('name', '=', 'secret')
    .executeTakeFirstOrThrow()
  return value
}
