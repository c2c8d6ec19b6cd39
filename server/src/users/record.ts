import { type By, recordChange } from '../audit/record.ts'
import type { Context } from '../context.ts'
import type { Tx } from '../db/index.ts'
import { toBeChanged } from '../db/locks.ts'
import { notFound } from '../lib/errors.ts'
import { grantsOf } from './grants.ts'
import { PERSON_COLUMNS } from './person-schema.ts'

export type Person = Awaited<ReturnType<typeof personToChange>>

/** Somebody with the queues that they were given: whoever else changes them waits. */
export async function personToChange(tx: Tx, id: number) {
  const query = tx.selectFrom('user').select(PERSON_COLUMNS).where('id', '=', id)
  const row = await toBeChanged(tx, query).executeTakeFirst()
  if (!row) throw notFound('Person')
  return { ...row, queues: (await grantsOf(tx, [id])).get(id)! }
}

/** Notes who changed what of somebody. */
export async function recordPerson(
  ctx: Context,
  tx: Tx,
  what: { by: By; action: string; before?: Person; after: Person },
) {
  const { by, ...change } = what
  const { id, username } = change.after
  await recordChange(tx, by, { ...change, kind: 'user', id, label: username, now: ctx.now() })
}
