import { recordChange } from '../audit/record.ts'
import type { Context } from '../context.ts'
import { inTransaction, isDuplicate, type Tx } from '../db/index.ts'
import { toBeChanged, toBeDeleted } from '../db/locks.ts'
import type { ParsedValues } from '../http/fields/parse.ts'
import { invalid, notFound } from '../lib/errors.ts'
import type { Actor } from '../users/queries.ts'
import { type Group, showGroups } from './queries.ts'
import type { GroupFields } from './schema.ts'

type Given = ParsedValues<typeof GroupFields>

/** Adds a group: what it is given counts for its members at once. */
export async function createGroup(ctx: Context, actor: Actor, given: Given): Promise<number> {
  return unlessTaken(
    inTransaction(ctx.db, async (tx) => {
      const { id } = await tx
        .insertInto('group')
        .values({ name: given.name! })
        .returning('id')
        .executeTakeFirstOrThrow()
      await replaceParts(tx, id, given)
      const after = await groupOf(tx, id)
      await record(ctx, tx, { actor, action: 'created', group: after, after })
      return id
    }),
  )
}

/** Changes what is given of a group. Lists are given whole: what is not in them goes. */
export async function changeGroup(
  ctx: Context,
  actor: Actor,
  { id }: { id: number },
  given: Given,
): Promise<void> {
  await unlessTaken(
    inTransaction(ctx.db, async (tx) => {
      const before = await groupOf(tx, id)
      if (given.name) {
        await tx.updateTable('group').set({ name: given.name }).where('id', '=', id).execute()
      }
      await replaceParts(tx, id, given)
      const after = await groupOf(tx, id)
      await record(ctx, tx, { actor, action: 'edited', group: after, before, after })
    }),
  )
}

/** Deletes a group: its members keep what they were given by themselves, or in other groups. */
export async function deleteGroup(ctx: Context, actor: Actor, { id }: { id: number }) {
  await inTransaction(ctx.db, async (tx) => {
    const before = await groupOf(tx, id, toBeDeleted)
    await tx.deleteFrom('group').where('id', '=', id).execute()
    await record(ctx, tx, { actor, action: 'deleted', group: before, before })
  })
}

const unlessTaken = <T>(work: Promise<T>): Promise<T> =>
  work.catch((error: unknown) => Promise.reject(isDuplicate(error) ? nameTaken() : error))

const nameTaken = () => invalid({ name: ['A group with this name already exists.'] })

async function groupOf(tx: Tx, id: number, locked = toBeChanged): Promise<Group> {
  const query = tx.selectFrom('group').selectAll().where('id', '=', id)
  const row = await locked(tx, query).executeTakeFirst()
  if (!row) throw notFound('Group')
  return (await showGroups(tx, [row]))[0]!
}

/** The group is locked meanwhile, so that two who do this take their turns. */
async function replaceParts(tx: Tx, group_id: number, { members, queues }: Given) {
  if (members) {
    await tx.deleteFrom('group_member').where('group_id', '=', group_id).execute()
    const rows = members.map((user_id) => ({ group_id, user_id }))
    if (rows.length > 0) await tx.insertInto('group_member').values(rows).execute()
  }
  if (queues) {
    await tx.deleteFrom('group_queue').where('group_id', '=', group_id).execute()
    const rows = queues.map(({ queue, level }) => ({ group_id, queue_id: queue, level }))
    if (rows.length > 0) await tx.insertInto('group_queue').values(rows).execute()
  }
}

async function record(
  ctx: Context,
  tx: Tx,
  what: { actor: Actor; action: string; group: Group; before?: Group; after?: Group },
) {
  const { actor, group, ...change } = what
  await recordChange(tx, actor, {
    ...change,
    kind: 'group',
    id: group.id,
    label: group.name,
    now: ctx.now(),
  })
}
