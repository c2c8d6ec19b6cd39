import { argon2Sync, randomBytes } from 'node:crypto'
import type { Context } from '../src/context.ts'
import { inTransaction } from '../src/db/index.ts'
import type { App } from '../src/http/types.ts'
import { toStored } from '../src/lib/time.ts'
import { createToken, insertUser, type NewUser } from '../src/users/create.ts'
import { type Client, clientOf } from './client.ts'

/** Somebody with an account, and how to ask as them: with their API token. */
export interface Person extends Client {
  id: number
  username: string
  password: string
  email: string
  token: string
}

/** Adds somebody to a helpdesk. The password is the name with "-pass" behind it. */
export async function addPerson(
  { ctx, app }: { ctx: Context; app: App },
  given: Partial<NewUser> & { username: string },
): Promise<Person> {
  const password = given.password ?? `${given.username}-pass`
  const user = { email: `${given.username}@example.com`, ...given, password: quickHash(password) }
  const { id, key } = await inTransaction(ctx.db, async (tx) => {
    const made = await insertUser(tx, user, ctx.now())
    const token = await createToken(tx, { userId: made.id, name: 'test', now: ctx.now() })
    // As of somebody who is at work already: no request of a test writes beside what it is about.
    const last_used = toStored(ctx.now())
    await tx.updateTable('token').set({ last_used }).where('id', '=', token.id).execute()
    return { id: made.id, key: token.key }
  })
  const { username, email } = user
  const client = clientOf(app, { authorization: `Token ${key}` })
  return { ...client, id, username, password, email, token: key }
}

/** As strong as eight kibibytes of memory make it: tests sign in often. */
function quickHash(password: string): string {
  const nonce = randomBytes(16)
  const cost = { memory: 8, passes: 1, parallelism: 1 }
  const key = argon2Sync('argon2id', { message: password, nonce, tagLength: 32, ...cost })
  const [salt, hash] = [nonce, key].map((bytes) => bytes.toString('base64').replaceAll('=', ''))
  return `argon2$argon2id$v=19$m=8,t=1,p=1$${salt}$${hash}`
}
