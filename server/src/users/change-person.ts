import { randomBytes } from 'node:crypto'
import type { Context } from '../context.ts'
import { inTransaction, isDuplicate } from '../db/index.ts'
import { oneAtATime } from '../db/locks.ts'
import type { UserRow } from '../db/schema.ts'
import type { ParsedValues } from '../http/fields/parse.ts'
import { forbidden, invalid } from '../lib/errors.ts'
import { insertUser, usernameTaken } from './create.ts'
import { refuseWithoutSuperuser } from './deactivate.ts'
import { endSessionsOf } from './end-sessions.ts'
import { replaceGrants } from './grants.ts'
import { hashPassword } from './password.ts'
import type { PersonFields } from './person-schema.ts'
import type { Actor } from './queries.ts'
import { personToChange, recordPerson } from './record.ts'

type Given = ParsedValues<typeof PersonFields>

/** Adds somebody with all that is given of them. Without a password they cannot sign in yet. */
export async function createPerson(ctx: Context, actor: Actor, given: Given): Promise<number> {
  refuseBeyond(actor, given)
  const columns = columnsOf(given)
  const roles = rolesOf({ is_staff: false, is_superuser: false }, given)
  const password = await hashed(given.password ?? null)
  return inTransaction(ctx.db, async (tx) => {
    const row = { ...columns, ...roles, username: given.username!, password }
    const { id } = await insertUser(tx, row, ctx.now())
    if (given.queues) await replaceGrants(tx, id, given.queues)
    const after = await personToChange(tx, id)
    await recordPerson(ctx, tx, { by: actor, action: 'created', after })
    return id
  })
}

/** Changes what is given of somebody. One superuser has to stay. */
export async function changePerson(
  ctx: Context,
  actor: Actor,
  { id }: { id: number },
  given: Given,
): Promise<void> {
  refuseBeyond(actor, given)
  const password = given.password ? { password: await hashed(given.password) } : {}
  await inTransaction(ctx.db, async (tx) => {
    // Of the last two superusers one has to stay.
    await oneAtATime(tx, 'superusers')
    const before = await personToChange(tx, id)
    const columns = { ...columnsOf(given), ...rolesOf(before, given), ...password }
    await tx.updateTable('user').set(columns).where('id', '=', id).execute()
    if (given.queues) await replaceGrants(tx, id, given.queues)
    const after = await personToChange(tx, id)
    if (before.is_superuser && before.is_active) await refuseWithoutSuperuser(tx, before.username)
    if (given.password || !after.is_active) await endSessionsOf(tx, id)
    const told = given.password ? { ...after, password: 'changed' } : after
    await recordPerson(ctx, tx, { by: actor, action: 'edited', before, after: told })
  }).catch((error: unknown) => Promise.reject(isDuplicate(error) ? usernameTaken() : error))
}

/** What a token with limits gives away would outlive it. */
function refuseBeyond({ limits }: Actor, given: Given) {
  const name = limits && (['password', 'is_superuser'] as const).find((each) => given[each])
  if (name) throw forbidden(`A token with limits does not change "${name}".`)
}

/** Django's mark for those who have none. */
const hashed = (password: string | null) =>
  password ? hashPassword(password) : `!${randomBytes(30).toString('base64url')}`

const COLUMNS = [
  'username',
  'email',
  'first_name',
  'last_name',
  'is_active',
  'email_on_ticket_change',
  'email_on_ticket_assign',
] as const

function columnsOf(given: Given) {
  const pairs = COLUMNS.filter((name) => given[name] !== undefined).map((name) => [
    name,
    given[name],
  ])
  // None of these fields takes null.
  return Object.fromEntries(pairs) as Partial<Pick<UserRow, (typeof COLUMNS)[number]>>
}

/** A superuser works here as well: whoever becomes one does so, too. */
function rolesOf(before: { is_staff: boolean; is_superuser: boolean }, given: Given) {
  const is_superuser = given.is_superuser ?? before.is_superuser
  const is_staff = given.is_staff ?? (before.is_staff || given.is_superuser === true)
  if (is_superuser && given.is_staff === false) {
    throw invalid({ is_staff: ['A superuser works here as well.'] })
  }
  return { is_staff, is_superuser }
}
