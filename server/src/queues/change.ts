import type { Context } from '../context.ts'
import { inTransaction, isDuplicate, type Tx } from '../db/index.ts'
import { toBeChanged, toBeDeleted } from '../db/locks.ts'
import type { QueueRow } from '../db/schema.ts'
import type { ParsedValues } from '../http/fields/parse.ts'
import { conflict, notFound } from '../lib/errors.ts'
import type { Actor } from '../users/queries.ts'
import type { Writable } from './access.ts'
import { insertQueue, slugTaken } from './create.ts'
import { lockPassword, withoutOldPassword } from './mailbox.ts'
import { refuseWhileAlone } from './own.ts'
import { recordQueue } from './record.ts'
import type { QueueFields } from './schema.ts'

type Given = ParsedValues<typeof QueueFields>

/** Adds a queue: tickets can be sent to it at once. */
export async function createQueue(ctx: Context, actor: Actor, given: Given): Promise<number> {
  return inTransaction(ctx.db, async (tx) => {
    const { title, slug, ...columns } = columnsOf(ctx, given)
    const after = await insertQueue(tx, { title: title!, slug: slug!, ...columns })
    await recordQueue(ctx, tx, { by: actor, action: 'created', queue: after, after })
    return after.id
  })
}

/** Changes what is given of a queue. A new slug renames its tickets: "support-12" becomes "help-12". */
export async function changeQueue(
  ctx: Context,
  actor: Actor,
  { id }: Writable<QueueRow>,
  given: Given,
): Promise<void> {
  const columns = columnsOf(ctx, given)
  if (Object.keys(columns).length === 0) return
  await inTransaction(ctx.db, async (tx) => {
    const before = await ofId(tx, id)
    const after = await tx
      .updateTable('queue')
      .set(withoutOldPassword(columns, before))
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow()
    await recordQueue(ctx, tx, { by: actor, action: 'edited', queue: after, before, after })
  }).catch((error: unknown) => Promise.reject(isDuplicate(error) ? slugTaken() : error))
}

/** Deletes an empty queue. Tickets would go with it, so one that has any stays. */
export async function deleteQueue(ctx: Context, actor: Actor, { id }: { id: number }) {
  await inTransaction(ctx.db, async (tx) => {
    // Whoever sends a ticket to it at this moment is waited for.
    const before = await ofId(tx, id, toBeDeleted)
    const tickets = tx.selectFrom('ticket').select('id').where('queue_id', '=', id).limit(1)
    if (await tickets.executeTakeFirst()) {
      throw conflict('This queue has tickets: move them to another queue, or delete them first.')
    }
    await refuseWhileAlone(tx, id)
    await tx.deleteFrom('queue').where('id', '=', id).execute()
    await recordQueue(ctx, tx, { by: actor, action: 'deleted', queue: before, before })
  })
}

async function ofId(tx: Tx, id: number, locked = toBeChanged): Promise<QueueRow> {
  const query = tx.selectFrom('queue').selectAll().where('id', '=', id)
  const row = await locked(tx, query).executeTakeFirst()
  if (!row) throw notFound('Queue')
  return row
}

function columnsOf(ctx: Context, { default_owner, email_box_pass, ...given }: Given) {
  return {
    ...given,
    ...(default_owner === undefined ? {} : { default_owner_id: default_owner }),
    ...(email_box_pass === undefined
      ? {}
      : { email_box_pass: email_box_pass && lockPassword(ctx, email_box_pass) }),
  } as Partial<Omit<QueueRow, 'id'>>
}
