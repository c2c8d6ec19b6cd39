import type { Insertable } from 'kysely'
import type { Tx } from '../db/index.ts'
import type { QueueTable } from '../db/schema.ts'
import { invalid } from '../lib/errors.ts'

export type NewQueue = Pick<Insertable<QueueTable>, 'title' | 'slug'> &
  Partial<Insertable<QueueTable>>

/** Adds a queue. Tickets are numbered by its slug: "support-12". */
export async function insertQueue(tx: Tx, input: NewQueue) {
  const { id: _, ...columns } = input
  const row = await tx
    .insertInto('queue')
    .values({
      allow_public_submission: false,
      allow_email_submission: false,
      enable_notifications_on_email_events: false,
      ...columns,
    })
    .onConflict((conflict) => conflict.column('slug').doNothing())
    .returningAll()
    .executeTakeFirst()
  if (!row) throw slugTaken()
  return row
}

export const slugTaken = () => invalid({ slug: ['A queue with this slug already exists.'] })
