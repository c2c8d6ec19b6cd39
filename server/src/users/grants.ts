import type { Context } from '../context.ts'
import type { Db, Tx } from '../db/index.ts'
import type { Level } from '../db/schema.ts'
import { choiceField } from '../http/fields/choice.ts'
import { accept, type Field, makeField, refuse } from '../http/fields/field.ts'
import { integerField } from '../http/fields/number.ts'
import { parseFields } from '../http/fields/parse.ts'
import type { FieldErrors } from '../lib/errors.ts'
import { typeName, type Value } from '../lib/value.ts'

/** A queue that somebody, or a group, was given, and what they may do there. */
export interface Grant {
  queue: number
  level: Level
}

const MOST = 500
const LEVELS: Level[] = ['view', 'reply', 'manage']

const GrantFields = {
  queue: integerField({ minValue: 1, maxValue: 2_147_483_647 }),
  level: choiceField<Level>({ choices: LEVELS.map((value) => ({ value, label: value })) }),
}

/** The queues that are given: all of them, so that what is not in the list is taken back. */
export const grantsField: Field<Grant[], { ctx: Context }> = makeField(
  {
    help: 'All queues that are given, each as {"queue": ID, "level": "view", "reply" or "manage"}.',
    required: false,
  },
  {
    type: 'list',
    metadata: { max_length: MOST },
    parse(value, { ctx }) {
      if (!Array.isArray(value)) {
        return refuse(`Expected a list of items but got type "${typeName(value)}".`)
      }
      if (value.length > MOST) {
        return refuse(`Ensure this field has no more than ${MOST} elements.`)
      }
      const { errors, grants } = readGrants(value as Value[])
      if (Object.keys(errors).length > 0) return { ok: false, errors }
      const ids = new Set(grants.map(({ queue }) => queue))
      if (ids.size < grants.length) return refuse('A queue can be in this list only once.')
      return {
        later: async () => {
          const missing = await missingIn(ctx.db, 'queue', [...ids])
          return missing.length > 0 ? refuse(...missing.map(noSuch)) : accept(grants)
        },
      }
    },
  },
)

function readGrants(items: Value[]) {
  const errors: FieldErrors = {}
  const grants: Grant[] = []
  for (const [index, item] of items.entries()) {
    const read = parseFields(GrantFields, item, { partial: false, context: undefined })
    if (read instanceof Promise) throw new Error('The database need not be asked for a grant.')
    if (read.ok) grants.push({ queue: Number(read.value.queue), level: read.value.level as Level })
    else errors[index] = read.errors
  }
  return { errors, grants }
}

/** Which of these ids no row has. */
export async function missingIn(db: Db, table: 'queue' | 'user', ids: number[]) {
  if (ids.length === 0) return []
  const rows = await db.selectFrom(table).select('id').where('id', 'in', ids).execute()
  const known = new Set(rows.map(({ id }) => id))
  return ids.filter((id) => !known.has(id))
}

export const noSuch = (id: number) => `Invalid pk "${id}" - object does not exist.`

/** The queues that each of these people was given, by themselves. */
export async function grantsOf(db: Db, users: number[]): Promise<Map<number, Grant[]>> {
  if (users.length === 0) return new Map()
  const rows = await db
    .selectFrom('queue_permission')
    .select(['user_id', 'queue_id as queue', 'level'])
    .where('user_id', 'in', users)
    .orderBy('queue_id')
    .execute()
  const byUser = new Map<number, Grant[]>(users.map((id) => [id, []]))
  for (const { user_id, ...grant } of rows) byUser.get(user_id)!.push(grant)
  return byUser
}

/** Gives somebody these queues, and no others. */
export async function replaceGrants(tx: Tx, user_id: number, grants: Grant[]): Promise<void> {
  await tx.deleteFrom('queue_permission').where('user_id', '=', user_id).execute()
  if (grants.length === 0) return
  await tx
    .insertInto('queue_permission')
    .values(grants.map(({ queue, level }) => ({ user_id, queue_id: queue, level })))
    // The command line may be giving one of them at this moment.
    .onConflict((conflict) =>
      conflict
        .columns(['user_id', 'queue_id'])
        .doUpdateSet(({ ref }) => ({ level: ref('excluded.level') })),
    )
    .execute()
}
